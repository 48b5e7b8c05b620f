package dev.berth.broker.desktop;

import java.time.Duration;
import java.time.Instant;

/** What comes after a step. */
sealed interface Outcome {

    /** Look and plan again, at once. */
    record Again() implements Outcome {}

    /** Look and plan again after a moment, or when nudged. */
    record Pause(Duration moment) implements Outcome {}

    /** Give the desktop back until then, or until it is nudged. */
    record Until(Instant then) implements Outcome {}

    /** The same, after what was found was written down: that change is no reason to look at once. */
    record Retry(Instant then) implements Outcome {}
}
