package dev.berth.broker.helpdesk;

import dev.berth.broker.access.Explanation;
import dev.berth.broker.directory.Person;
import dev.berth.broker.power.PowerStanding;
import dev.berth.ipacl.ClientAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Why somebody may use something, or may not.
 *
 * @param known whether Berth has seen the person; if not, the directory's word stands for what a first sign-in would find
 * @param thing as people call it; empty for coming in
 * @param evaluatedAt when it was decided, which is always the moment of the question
 * @param directory what the directory says at this moment; empty unless coming in was asked about
 * @param steps each decision on the way to the thing, opened up
 * @param power what decides whether the desktop is on; empty where no desktop is asked about
 * @param past what was written down around the time that was asked about; empty when that was now
 */
public record WhyAnswer(
        Person person,
        boolean known,
        ThingKind kind,
        String thing,
        ClientAddress address,
        Instant evaluatedAt,
        List<DirectoryFinding> directory,
        List<Explanation> steps,
        Optional<PowerStanding> power,
        Optional<Past> past) {

    public WhyAnswer {
        directory = List.copyOf(directory);
        steps = List.copyOf(steps);
    }

    /**
     * Something that the directory says.
     *
     * @param code why it refuses; empty when it does not
     */
    public record DirectoryFinding(String sentence, Optional<String> code, List<String> remedies) {

        public DirectoryFinding {
            remedies = List.copyOf(remedies);
        }
    }

    /**
     * Berth keeps no past states, so that nothing here is a past decision worked out again: it is what was written down.
     *
     * @param asked the time that was asked about
     * @param decisions the recorded decisions on the person and the thing that are nearest to that time
     * @param changes what was changed since, of what decides over the thing
     */
    public record Past(Instant asked, List<Noted> decisions, List<Noted> changes) {

        public Past {
            decisions = List.copyOf(decisions);
            changes = List.copyOf(changes);
        }
    }

    /** What was looked at on the way, each sentence once. */
    public List<Explanation.Looked> findings() {
        Map<String, Explanation.Looked> findings = new LinkedHashMap<>();
        steps.forEach(step -> step.findings()
                .forEach(looked -> findings.putIfAbsent(looked.finding().sentence(), looked)));
        return List.copyOf(findings.values());
    }

    public boolean allowed() {
        return codes().isEmpty();
    }

    /** Every code that refuses, in the order in which it was found. */
    public Set<String> codes() {
        Set<String> codes = new LinkedHashSet<>();
        directory.forEach(finding -> finding.code().ifPresent(codes::add));
        steps.forEach(step ->
                step.findings().forEach(looked -> looked.refusal().ifPresent(code -> codes.add(code.name()))));
        return codes;
    }
}
