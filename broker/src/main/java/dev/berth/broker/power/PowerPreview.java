package dev.berth.broker.power;

import dev.berth.broker.desktop.DesktopId;
import java.time.Duration;
import java.util.List;

/**
 * What a schedule would do; nothing is changed.
 *
 * @param lead how long before the hours the first desktop is started
 * @param slowStart how long nine of ten starts take at the most, as measured or assumed
 * @param measured whether that was measured
 * @param next the next hours
 * @param covered how many desktops it is for
 * @param alwaysOn how many besides that are on all the time, and so are left alone
 * @param desktops the first of those that it is for, by the name of their person
 */
public record PowerPreview(
        Duration lead,
        Duration slowStart,
        boolean measured,
        List<PlannedPower> next,
        int covered,
        int alwaysOn,
        List<Covered> desktops) {

    public PowerPreview {
        next = List.copyOf(next);
        desktops = List.copyOf(desktops);
    }

    public record Covered(DesktopId desktop, String hostname, String person) {}
}
