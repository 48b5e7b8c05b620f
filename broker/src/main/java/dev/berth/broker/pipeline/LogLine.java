package dev.berth.broker.pipeline;

import java.time.Instant;

/**
 * A line of a run's log.
 *
 * @param position counts up over all logs
 * @param guest whether the guest said it, which makes it untrusted; else Berth
 */
public record LogLine(long position, Instant at, boolean guest, String line) {}
