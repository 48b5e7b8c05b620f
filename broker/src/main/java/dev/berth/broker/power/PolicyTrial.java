package dev.berth.broker.power;

import dev.berth.broker.metering.Effect;
import dev.berth.broker.metering.Span;
import dev.berth.broker.metering.TrialResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a policy would have done to what is recorded.
 *
 * @param measured what delays are worked out from: how long a start, or a desktop's maintenance, usually takes
 * @param recordedFrom the first moment of which there is a record; empty when there is none
 * @param affected the first of those whom it would have had an effect on, by time
 * @param more how many there are besides
 */
public record PolicyTrial(
        Span span,
        TrialResult result,
        Duration measured,
        Optional<Instant> recordedFrom,
        List<Affected> affected,
        int more) {

    public PolicyTrial {
        affected = List.copyOf(affected);
    }

    /** @param person as the directory calls them */
    public record Affected(
            Effect.Kind kind,
            UUID desktop,
            String hostname,
            UUID personId,
            String person,
            Instant at,
            Duration delay) {}
}
