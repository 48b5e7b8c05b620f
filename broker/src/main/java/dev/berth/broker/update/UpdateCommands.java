package dev.berth.broker.update;

import java.util.List;

/**
 * The programs that a guest runs for its updates. Names of packages and versions are arguments or checked to be harmless,
 * never free text in a script. Each may be run again: an installation has a name, and only the first begins it.
 */
sealed interface UpdateCommands permits LinuxUpdates, WindowsUpdates {

    /** Asks the sources, and tells what they offer. */
    List<String> list();

    /** Begins an installation that outlives this program and the agent. */
    List<String> begin(String name, List<String> wanted);

    List<String> look(String name);

    /** Names the guest's present boot. */
    List<String> boot();
}
