package dev.berth.portal.admin;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopState;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a list offers for a desktop now, by its guards; what is wanted more rarely stands on the desktop's own page. */
final class DesktopVerbs {

    private static final List<DesktopVerb> EVERYDAY =
            List.of(DesktopVerb.RETRY, DesktopVerb.START, DesktopVerb.STOP, DesktopVerb.REBOOT, DesktopVerb.TERMINATE);
    private static final Set<DesktopState> GONE = EnumSet.of(DesktopState.TERMINATING, DesktopState.TERMINATED);

    private DesktopVerbs() {}

    static List<DesktopVerb> of(DesktopState state, RunningMode mode) {
        return EVERYDAY.stream()
                .filter(verb -> verb.operation().allowedIn(state))
                .filter(verb -> verb != DesktopVerb.STOP || mode != RunningMode.ALWAYS_ON)
                .filter(verb -> verb != DesktopVerb.TERMINATE || !GONE.contains(state))
                .toList();
    }
}
