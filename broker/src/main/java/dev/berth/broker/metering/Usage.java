package dev.berth.broker.metering;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import java.time.Instant;

/**
 * A desktop existed, or its machine ran, without a change of what it is charged by.
 *
 * @param until its end; of one that goes on, how far it is known
 */
public record Usage(
        DesktopId desktop, PersonId person, BundleId bundle, RunningMode mode, Instant began, Instant until) {

    public Usage {
        if (until.isBefore(began)) {
            throw new IllegalArgumentException(
                    "until of desktop " + desktop + " is " + until + "; allowed are moments from " + began + " on.");
        }
    }

    /** Whether hours are paid, and not the whole month. */
    boolean hourly() {
        return switch (mode) {
            case ALWAYS_ON -> false;
            case AUTO_STOP, MANUAL -> true;
        };
    }

    Usage between(Instant from, Instant to) {
        return new Usage(desktop, person, bundle, mode, from, to);
    }
}
