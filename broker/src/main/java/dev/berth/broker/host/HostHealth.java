package dev.berth.broker.host;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether a host answers, and what it last said.
 *
 * @param unreachableReason why it does not answer; empty while it does
 * @param report what it last said of itself, however long ago; empty until it first answered
 * @param observedAt when it last answered
 */
public record HostHealth(
        boolean reachable,
        Optional<String> unreachableReason,
        Optional<HostReport> report,
        Optional<Instant> observedAt) {}
