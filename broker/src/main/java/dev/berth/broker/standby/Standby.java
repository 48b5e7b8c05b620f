package dev.berth.broker.standby;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.PointId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.region.RegionName;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A desktop that stands by for one of a peer, as the region that it is in tells of it.
 *
 * @param region that it is in
 * @param peer whose desktop it stands by for
 * @param desktop null until there is one
 * @param note a sentence for admins
 * @param point the newest that is whole where it is; null before the first
 * @param takenAt the moment that the point shows, by the peer's clock
 * @param since the same moment by the clock of the region that it is in
 */
public record Standby(
        RegionName region,
        RegionName peer,
        DesktopId peerDesktop,
        PersonId person,
        @Nullable DesktopId desktop,
        StandbyState state,
        @Nullable String note,
        @Nullable PointId point,
        @Nullable Instant takenAt,
        @Nullable Instant since,
        long bytes) {

    /** How far a peer's clock, or this one's, may have been moved. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    /** Without the moment where it is still to come: a clock was wrong, and it says nothing of what was done since. */
    Standby asOf(Instant now) {
        return takenAt == null || !takenAt.isAfter(now.plus(CLOCKS))
                ? this
                : new Standby(region, peer, peerDesktop, person, desktop, state, note, point, null, since, bytes);
    }

    boolean ready() {
        return state == StandbyState.READY && desktop != null;
    }
}
