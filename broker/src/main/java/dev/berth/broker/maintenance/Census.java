package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import java.util.Set;

/**
 * A desktop, as far as windows are concerned.
 *
 * @param own the enabled windows of admins that cover it
 */
record Census(DesktopId desktop, RunningMode mode, Set<WindowId> own) {

    /** One that admins' windows cover is theirs alone; the defaults are for the others. */
    boolean coveredBy(MaintenanceWindow window) {
        return switch (window.kind()) {
            case OWN -> own.contains(window.id());
            case ALWAYS_ON -> own.isEmpty() && mode == RunningMode.ALWAYS_ON;
            case AUTO_STOP -> own.isEmpty() && mode == RunningMode.AUTO_STOP;
        };
    }

    /** Which of the days of a monthly window is its own. */
    int slot(int days) {
        return Math.floorMod(desktop.value().hashCode(), days);
    }
}
