package dev.berth.broker.assignment;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.EntitlementId;
import dev.berth.broker.catalog.Subject;
import java.time.Instant;

/**
 * A bundle that a person, or everybody in a group, is given: an entitlement that also makes the desktop when they sign
 * in. It has the entitlement's id, and ends with it.
 *
 * @param broughtEntitlement whether the entitlement was made for it, and goes with it
 */
public record Assignment(
        EntitlementId id,
        Subject subject,
        BundleId bundle,
        Terms terms,
        boolean broughtEntitlement,
        Instant createdAt,
        long revision) {}
