package dev.berth.portal.helpdesk;

import dev.berth.broker.access.Explanation;
import dev.berth.broker.directory.GroupMembership;
import dev.berth.broker.directory.Role;
import dev.berth.broker.helpdesk.Noted;
import dev.berth.broker.helpdesk.Why;
import dev.berth.broker.helpdesk.WhyAnswer;
import dev.berth.broker.helpdesk.WhyQuestion;
import dev.berth.broker.power.PowerStanding;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Why somebody may open something, or may not: the same answer as the page's. */
@RestController
class WhyApi {

    private static final String PAST_NOTE = "Berth keeps no past states, so this is no past decision worked out again:"
            + " it is what the audit log has nearest to that time, and what was changed since. The findings are of now.";

    private final Why why;

    WhyApi(Why why) {
        this.why = why;
    }

    /**
     * @param time {@code now}, or a time that has passed
     * @param codes why it is refused; empty when it is allowed
     * @param power what decides whether the desktop is on; null where no desktop is asked about
     */
    record Answer(
            Asked person,
            String kind,
            String thing,
            String address,
            Instant evaluatedAt,
            boolean allowed,
            Set<String> codes,
            List<Finding> findings,
            List<Explanation.PlaceLooked> places,
            List<Explanation.EntitlementLooked> entitlements,
            List<Membership> groups,
            @Nullable PowerStanding power,
            @Nullable Past past) {}

    /** @param known whether this person has ever signed in */
    record Asked(UUID id, String accountName, String displayName, Set<Role> roles, boolean known) {}

    /**
     * @param step what was decided: {@code Directory}, or the intent's name
     * @param code why this finding refuses; null when it does not
     * @param runbook where the code is explained
     */
    record Finding(
            String step,
            String sentence,
            @Nullable String code,
            @Nullable String runbook,
            List<String> remedies) {}

    record Membership(String name, boolean direct, String path) {}

    record Past(Instant asked, String note, List<Noted> decisions, List<Noted> changes) {}

    @GetMapping("/api/v1/people/why")
    Answer why(
            @RequestParam String person,
            @RequestParam String kind,
            @RequestParam(defaultValue = "") String thing,
            @RequestParam String address,
            @RequestParam(defaultValue = "now") String time) {
        return answer(why.answer(new WhyQuestion(person, kind, thing, address, time)));
    }

    private static Answer answer(WhyAnswer answer) {
        return new Answer(
                new Asked(
                        answer.person().id().objectGuid(),
                        answer.person().accountName(),
                        answer.person().displayName(),
                        answer.person().roles(),
                        answer.known()),
                answer.kind().word(),
                answer.thing(),
                answer.address().toString(),
                answer.evaluatedAt(),
                answer.allowed(),
                answer.codes(),
                Stream.concat(
                                answer.directory().stream().map(WhyApi::finding),
                                answer.steps().stream().flatMap(WhyApi::findings))
                        .toList(),
                answer.steps().stream().flatMap(step -> step.places().stream()).toList(),
                answer.steps().stream()
                        .flatMap(step -> step.entitlements().stream())
                        .toList(),
                answer.person().groups().stream()
                        .sorted(Comparator.comparing(GroupMembership::name))
                        .map(group -> new Membership(group.name(), group.direct(), group.readablePath()))
                        .toList(),
                answer.power().orElse(null),
                answer.past()
                        .map(past -> new Past(past.asked(), PAST_NOTE, past.decisions(), past.changes()))
                        .orElse(null));
    }

    private static Finding finding(WhyAnswer.DirectoryFinding finding) {
        String code = finding.code().orElse(null);
        return new Finding("Directory", finding.sentence(), code, Runbook.link(code), finding.remedies());
    }

    private static Stream<Finding> findings(Explanation step) {
        String name = step.intent().getClass().getSimpleName();
        return step.findings().stream().map(looked -> {
            String code = looked.refusal().map(Enum::name).orElse(null);
            return new Finding(name, looked.finding().sentence(), code, Runbook.link(code), looked.remedies());
        });
    }
}
