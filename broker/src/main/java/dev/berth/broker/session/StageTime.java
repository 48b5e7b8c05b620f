package dev.berth.broker.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A stage of one session.
 *
 * @param at when it was reached; empty while it is waited for
 * @param took since the stage before it
 * @param usual the median of what it took in recent sessions of the same bundle that had to wait for it
 */
public record StageTime(Stage stage, Optional<Instant> at, Optional<Duration> took, Optional<Duration> usual) {}
