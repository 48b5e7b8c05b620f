package dev.berth.broker.fleet;

import dev.berth.broker.desktop.DesktopId;
import java.time.Instant;

/**
 * One instance, as scaling sees it.
 *
 * @param current whether it is made of what the bundle says now
 * @param mayStay whether its host keeps what it has
 * @param since when it came to be in this stage, or later
 */
record Instance(DesktopId id, Stage stage, boolean current, boolean mayStay, Instant since) {

    enum Stage {
        /** It is being made or started, and nobody has taken it. */
        COMING,
        /** It runs and waits. */
        FREE,
        /** Its memory is being saved, and it waits. */
        SAVING,
        /** It waits as saved memory. */
        SAVED,
        /** Somebody has it. */
        SERVING,
        /** Whoever had it has gone. */
        LEFT,
        /** It cannot be used. */
        FAILED;

        boolean waits() {
            return this == FREE || this == SAVED;
        }

        boolean counts() {
            return this != LEFT;
        }
    }
}
