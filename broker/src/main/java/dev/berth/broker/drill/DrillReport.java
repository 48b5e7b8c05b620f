package dev.berth.broker.drill;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

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

    public long went() {
        return canaries.stream()
                .filter(canary -> canary.times().given() != null)
                .count();
    }

    public long skipped() {
        return canaries.stream()
                .filter(canary -> canary.state() == Canary.State.SKIPPED)
                .count();
    }

    public Optional<StageTime> stage(DrillStage stage) {
        return stages.stream().filter(one -> one.stage() == stage).findFirst();
    }
}
