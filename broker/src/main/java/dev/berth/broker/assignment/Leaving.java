package dev.berth.broker.assignment;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.EntitlementId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A desktop's person has nothing any more that gives it to them.
 *
 * @param assignment whose policy counts
 * @param actsAt when the policy acts; empty when the desktop is kept
 * @param actedAt when it did
 * @param hindrance a sentence: why it did not when it was due
 */
public record Leaving(
        DesktopId desktop,
        PersonId person,
        BundleId bundle,
        EntitlementId assignment,
        LeavingPolicy policy,
        Instant noticedAt,
        Optional<Instant> actsAt,
        Optional<Instant> actedAt,
        Optional<String> hindrance) {

    static Optional<Instant> actsAt(Terms terms, Instant noticed) {
        return terms.onLeaving() == LeavingPolicy.KEEP
                ? Optional.empty()
                : Optional.of(noticed.plus(Duration.ofDays(terms.leavingDays())));
    }
}
