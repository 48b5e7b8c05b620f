package dev.berth.broker.maintenance;

import dev.berth.broker.update.AvailableUpdate;
import dev.berth.broker.update.PackageChange;
import java.util.List;

/** What is to be done next for the update of a desktop's guest. */
sealed interface UpdateStep {

    record Wait(String why) implements UpdateStep {}

    /** These are to be installed, after a snapshot. */
    record Choose(List<AvailableUpdate> chosen, String boot) implements UpdateStep {}

    /** The snapshot is to be begun. */
    record Save() implements UpdateStep {}

    /** The snapshot is there. */
    record Saved() implements UpdateStep {}

    /** The guest is to begin. */
    record Begin() implements UpdateStep {}

    /** It is installed; these changed. */
    record Installed(List<PackageChange> changes, boolean restart) implements UpdateStep {}

    record Reboot(String why) implements UpdateStep {}

    record Check() implements UpdateStep {}

    /** It failed: back to the snapshot. */
    record RollBack(String why) implements UpdateStep {}

    /** Nothing was installed, or all is well. */
    record Over(boolean good, String why) implements UpdateStep {}
}
