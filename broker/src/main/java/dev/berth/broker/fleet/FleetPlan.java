package dev.berth.broker.fleet;

import dev.berth.broker.desktop.DesktopId;
import java.util.List;

/**
 * What a fleet is to do now.
 *
 * @param desired how many instances there are to be
 * @param change what that is against before
 * @param why a sentence, when it is another number than before
 * @param make how many new ones
 * @param retire that wait, and are not needed
 * @param spend that have served, or failed
 * @param save that run while they need not
 * @param wake that are saved while they are to run
 */
record FleetPlan(
        int desired,
        Change change,
        String why,
        int make,
        List<DesktopId> retire,
        List<DesktopId> spend,
        List<DesktopId> save,
        List<DesktopId> wake) {

    FleetPlan {
        retire = List.copyOf(retire);
        spend = List.copyOf(spend);
        save = List.copyOf(save);
        wake = List.copyOf(wake);
    }

    enum Change {
        NONE,
        OUT,
        IN
    }
}
