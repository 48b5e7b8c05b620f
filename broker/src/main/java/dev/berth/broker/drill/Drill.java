package dev.berth.broker.drill;

import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.RegionName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One drill, as it was read.
 *
 * @param schedule that asked for it; null for one by hand
 * @param epoch of the alias when it was made: another one ends it
 * @param peer where its people are led
 * @param canary what the group or the person was called
 * @param limit after which nobody is led away any more, and everybody who does not work there is back
 * @param failedIn the stage that it failed in; null while it did not
 * @param reason a sentence, when it did not pass
 */
public record Drill(
        DrillId id,
        @Nullable UUID schedule,
        AliasId alias,
        String aliasName,
        long epoch,
        RegionName peer,
        String canary,
        Instant beginsAt,
        Duration limit,
        DrillStage stage,
        @Nullable Verdict verdict,
        @Nullable DrillStage failedIn,
        @Nullable String reason,
        String madeBy,
        Instant madeAt,
        @Nullable Instant endedAt) {

    public boolean over() {
        return stage == DrillStage.OVER;
    }

    public Instant until() {
        return beginsAt.plus(limit);
    }

    /** The last third belongs to the way back. */
    Instant outwardUntil() {
        return beginsAt.plus(limit.multipliedBy(2).dividedBy(3));
    }

    /** How long it took altogether; empty while it is under way. */
    public Optional<Duration> took() {
        return Optional.ofNullable(endedAt)
                .map(end -> Duration.between(beginsAt, end.isBefore(beginsAt) ? beginsAt : end));
    }
}
