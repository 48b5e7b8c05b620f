package dev.berth.broker.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a drill was in a stage.
 *
 * @param note a sentence about it; null when there is nothing to say
 */
public record StageTime(
        DrillStage stage,
        Instant began,
        @Nullable Instant ended,
        @Nullable String note) {

    public Optional<Duration> took() {
        return Optional.ofNullable(ended).map(end -> Duration.between(began, end));
    }
}
