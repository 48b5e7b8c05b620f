package dev.berth.portal.admin;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.directory.Person;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A desktop as lists show it.
 *
 * @param reason why it is in that state; null when there is nothing to say
 * @param verbs what can be done with it now: {@code start}, {@code stop}, {@code reboot}, {@code retry},
 *     {@code terminate}
 */
public record DesktopRow(
        UUID id,
        String personName,
        String accountName,
        UUID personId,
        String bundle,
        String hostname,
        @Nullable String host,
        DesktopState state,
        @Nullable String reason,
        RunningMode mode,
        boolean inUse,
        @Nullable Instant lastUsed,
        @Nullable Instant stopDue,
        List<String> verbs) {

    private static final Set<DesktopState> STOPPABLE =
            EnumSet.of(DesktopState.AVAILABLE, DesktopState.UNHEALTHY, DesktopState.ERROR);
    private static final Set<DesktopState> REBOOTABLE = EnumSet.of(DesktopState.AVAILABLE, DesktopState.UNHEALTHY);
    private static final Set<DesktopState> GONE =
            EnumSet.of(DesktopState.TERMINATING, DesktopState.TERMINATED, DesktopState.SUSPENDED);

    static DesktopRow of(Desktop desktop, @Nullable Person person, @Nullable String bundle, @Nullable String host) {
        return new DesktopRow(
                desktop.id().value(),
                person == null ? desktop.person().toString() : person.displayName(),
                person == null ? "" : person.accountName(),
                desktop.person().objectGuid(),
                bundle == null ? desktop.bundle().toString() : bundle,
                desktop.blueprint().hostname(),
                host,
                desktop.state(),
                desktop.reason().orElse(null),
                desktop.blueprint().running().mode(),
                desktop.inUse(),
                desktop.times().lastUsed(),
                desktop.times().stopDue(),
                verbs(desktop));
    }

    /** Mirrors the guards, so that nobody is offered what would be refused; the guards decide. */
    private static List<String> verbs(Desktop desktop) {
        var verbs = new java.util.ArrayList<String>();
        DesktopState state = desktop.state();
        if (state == DesktopState.ERROR) {
            verbs.add("retry");
        }
        if (state == DesktopState.STOPPED) {
            verbs.add("start");
        }
        if (STOPPABLE.contains(state) && desktop.blueprint().running().mode() != RunningMode.ALWAYS_ON) {
            verbs.add("stop");
        }
        if (REBOOTABLE.contains(state)) {
            verbs.add("reboot");
        }
        if (!GONE.contains(state)) {
            verbs.add("terminate");
        }
        return List.copyOf(verbs);
    }
}
