package dev.berth.broker.maintenance;

import java.time.Instant;

/**
 * A window as it is kept.
 *
 * @param plannedUntil what begins until then has been decided
 */
public record MaintenanceWindow(
        WindowId id, Kind kind, WindowSpec spec, boolean enabled, Instant plannedUntil, long revision) {

    /** Whose window it is. */
    public enum Kind {
        /** For the ALWAYS_ON desktops that no window of an admin's covers. */
        ALWAYS_ON,
        /** The same for AUTO_STOP desktops. MANUAL ones have no window unless an admin defines one. */
        AUTO_STOP,
        /** An admin's. */
        OWN
    }

    public String name() {
        return spec.name();
    }
}
