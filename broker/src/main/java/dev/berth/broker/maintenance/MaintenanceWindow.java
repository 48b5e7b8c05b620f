package dev.berth.broker.maintenance;

import java.time.Instant;
import java.time.ZoneId;

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

    /** The same by another clock: the default for ALWAYS_ON desktops opens by the clock of each. */
    MaintenanceWindow in(ZoneId zone) {
        Timing timing = spec.timing();
        var local = new Timing(zone, timing.rhythm(), timing.start(), timing.lengthMinutes());
        return new MaintenanceWindow(
                id, kind, new WindowSpec(spec.name(), local, spec.scope()), enabled, plannedUntil, revision);
    }

    public String name() {
        return spec.name();
    }
}
