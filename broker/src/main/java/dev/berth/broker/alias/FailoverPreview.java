package dev.berth.broker.alias;

import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.JdbcResidents;
import dev.berth.broker.region.LinkHealth;
import dev.berth.broker.region.RegionName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What redirecting an alias would mean.
 *
 * @param from the region that serves it
 * @param epoch that it has now
 * @param obstacles sentences; it cannot be done while there is one
 * @param freeMemoryMib what hosts of the region that would serve it have for desktops
 * @param link to the region that is left; null where that is this one. What its people did since it was last heard of
 *     is not known here
 * @param affected those in use first, the first hundred
 */
public record FailoverPreview(
        ConnectionAlias alias,
        RegionName from,
        RegionName to,
        long epoch,
        Way way,
        List<String> obstacles,
        JdbcResidents.Totals totals,
        long freeMemoryMib,
        @Nullable LinkHealth link,
        List<JdbcResidents.Affected> affected) {

    /** Who says it. */
    public enum Way {
        /** The region that serves it gives it away: it stops at once, before the other begins. */
        HAND_OVER,
        /** The other one takes it, whether or not the first can hear it. */
        TAKE_OVER
    }

    public FailoverPreview {
        obstacles = List.copyOf(obstacles);
        affected = List.copyOf(affected);
    }

    public boolean roomEnough() {
        return freeMemoryMib >= totals.memoryMib();
    }
}
