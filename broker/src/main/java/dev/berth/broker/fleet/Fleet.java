package dev.berth.broker.fleet;

import dev.berth.broker.catalog.FleetId;
import java.time.Duration;
import java.time.Instant;

/**
 * A pool of instances that serve one session each.
 *
 * @param enabled one that is not takes nobody, and keeps no instances but those that serve
 * @param revision counts up with each change by an admin
 */
public record Fleet(FleetId id, FleetSpec spec, boolean enabled, Scaling scaling, long revision, Instant createdAt) {

    Bounds boundsAt(Instant now) {
        return enabled ? spec.boundsAt(now) : Bounds.NONE;
    }

    /** The same, with as many as are to be ready within the lead. */
    Bounds boundsAt(Instant now, Duration lead) {
        Bounds bounds = boundsAt(now);
        int ahead = enabled ? spec.mostAskedWithin(now, now.plus(lead)) : 0;
        return ahead > bounds.least() ? new Bounds(ahead, Math.max(ahead, bounds.most())) : bounds;
    }
}
