package dev.berth.broker.power;

import dev.berth.broker.desktop.DesktopId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What power schedules want at a moment.
 *
 * @param on the turns that are on, each with what stands of it
 * @param holds until when each desktop is to be kept on; those that are not named, no longer
 * @param changed the desktops whose hold is another than before
 * @param starts desktops that are to start now
 * @param stops desktops that are to stop now
 */
record PowerPlan(
        List<Standing> on,
        Map<DesktopId, Instant> holds,
        Map<DesktopId, Optional<Instant>> changed,
        List<DesktopId> starts,
        List<Stop> stops) {

    PowerPlan {
        on = List.copyOf(on);
        holds = Map.copyOf(holds);
        changed = Map.copyOf(changed);
        starts = List.copyOf(starts);
        stops = List.copyOf(stops);
    }

    /** @param up how many of those that it is for are up */
    record Standing(Turn turn, int covered, int up) {}

    record Stop(DesktopId desktop, Turn turn, Duration grace) {}
}
