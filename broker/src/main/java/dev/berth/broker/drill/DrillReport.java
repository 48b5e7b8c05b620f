package dev.berth.broker.drill;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A drill with its stages and desktops: while it is under way, and kept after it.
 *
 * @param mails how many people's came to what: WAITING, SENT, FAILED, or SKIPPED where there is no server or no address
 */
public record DrillReport(Drill drill, List<StageTime> stages, List<Canary> canaries, Map<String, Long> mails) {

    public DrillReport {
        stages = List.copyOf(stages);
        canaries = List.copyOf(canaries);
        mails = new TreeMap<>(mails);
    }

    /** The longest of all who went. */
    public Optional<Duration> rto() {
        return canaries.stream().flatMap(canary -> canary.rto().stream()).max(Comparator.naturalOrder());
    }

    /** The most of all who could go. */
    public Optional<Duration> rpo() {
        return canaries.stream()
                .filter(canary -> canary.state() != Canary.State.SKIPPED)
                .map(Canary::rpo)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder());
    }

    /** People, each once whatever they have. */
    public long went() {
        return people(canary -> canary.times().given() != null);
    }

    /** People, each once whatever they have. */
    public long skipped() {
        return people(canary -> canary.state() == Canary.State.SKIPPED);
    }

    private long people(Predicate<Canary> which) {
        return canaries.stream().filter(which).map(Canary::person).distinct().count();
    }

    public Optional<StageTime> stage(DrillStage stage) {
        return stages.stream().filter(one -> one.stage() == stage).findFirst();
    }
}
