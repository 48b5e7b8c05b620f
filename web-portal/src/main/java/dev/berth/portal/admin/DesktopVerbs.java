package dev.berth.portal.admin;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What can be done with a desktop now. It mirrors the guards, so that nobody is offered what would be refused; the guards decide. */
final class DesktopVerbs {

    private static final Set<DesktopState> STOPPABLE =
            EnumSet.of(DesktopState.AVAILABLE, DesktopState.UNHEALTHY, DesktopState.ERROR);
    private static final Set<DesktopState> REBOOTABLE = EnumSet.of(DesktopState.AVAILABLE, DesktopState.UNHEALTHY);
    private static final Set<DesktopState> GONE =
            EnumSet.of(DesktopState.TERMINATING, DesktopState.TERMINATED, DesktopState.SUSPENDED);

    private DesktopVerbs() {}

    static List<DesktopVerb> of(DesktopState state, RunningMode mode) {
        var verbs = new ArrayList<DesktopVerb>();
        if (state == DesktopState.ERROR) {
            verbs.add(DesktopVerb.RETRY);
        }
        if (state == DesktopState.STOPPED) {
            verbs.add(DesktopVerb.START);
        }
        if (STOPPABLE.contains(state) && mode != RunningMode.ALWAYS_ON) {
            verbs.add(DesktopVerb.STOP);
        }
        if (REBOOTABLE.contains(state)) {
            verbs.add(DesktopVerb.REBOOT);
        }
        if (!GONE.contains(state)) {
            verbs.add(DesktopVerb.TERMINATE);
        }
        return List.copyOf(verbs);
    }
}
