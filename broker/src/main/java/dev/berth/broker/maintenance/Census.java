package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import java.time.ZoneId;
import java.util.Set;

/**
 * A desktop, as far as windows are concerned.
 *
 * @param zone whose clock it goes by
 * @param own the enabled windows of admins that cover it
 */
record Census(DesktopId desktop, RunningMode mode, ZoneId zone, Set<WindowId> own) {

    /** One that admins' windows cover is theirs alone; the defaults are for the others. */
    boolean belongsTo(MaintenanceWindow window) {
        return switch (window.kind()) {
            case OWN -> own.contains(window.id());
            case ALWAYS_ON -> isAlwaysOn();
            case AUTO_STOP -> own.isEmpty() && mode == RunningMode.AUTO_STOP;
        };
    }

    /** Whether it is among those for whom the window opens by that clock. */
    boolean coveredBy(MaintenanceWindow window) {
        boolean byItsOwnClock = window.kind() == MaintenanceWindow.Kind.ALWAYS_ON;
        return belongsTo(window)
                && (!byItsOwnClock || zone.equals(window.spec().timing().zone()));
    }

    /** One that the default window is for. */
    boolean isAlwaysOn() {
        return own.isEmpty() && mode == RunningMode.ALWAYS_ON;
    }

    /** Which of the days of a monthly window is its own. */
    int slot(int days) {
        return Math.floorMod(desktop.value().hashCode(), days);
    }
}
