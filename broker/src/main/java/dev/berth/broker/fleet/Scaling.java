package dev.berth.broker.fleet;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a fleet was last scaled.
 *
 * @param desired how many instances there are to be, those that serve counted
 * @param why a sentence
 * @param shortAt when somebody last found nothing free
 */
public record Scaling(
        int desired,
        String why,
        @Nullable Instant outAt,
        @Nullable Instant inAt,
        @Nullable Instant shortAt) {

    static final Scaling NEW = new Scaling(0, "", null, null, null);
}
