package dev.berth.broker.standby;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.PointId;
import dev.berth.broker.region.RegionName;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A point that is arriving from a peer.
 *
 * @param id names its file in the spool, and is this region's own choice
 * @param peerDesktop whose volume it was
 * @param desktop of this region that is to have it
 * @param base the point here that it is an increment to
 * @param takenAt the moment that it shows, by the peer's clock
 * @param since the same by this region's
 * @param epoch of the alias, with which it was begun
 */
record Arrival(
        UUID id,
        RegionName peer,
        DesktopId peerDesktop,
        DesktopId desktop,
        PointId point,
        @Nullable PointId base,
        long mib,
        Instant takenAt,
        Instant since,
        long epoch) {}
