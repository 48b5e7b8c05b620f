package dev.berth.portal.admin;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopOperation;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.directory.Person;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A desktop as lists show it.
 *
 * @param personName empty while an instance waits for somebody
 * @param fleet whose instance it is; null for somebody's own desktop
 * @param reason why it is in that state; null when there is nothing to say
 * @param verbs what can be done with it now, as {@link DesktopVerb#path()} writes it
 */
public record DesktopRow(
        UUID id,
        String personName,
        String accountName,
        UUID personId,
        @Nullable UUID fleet,
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

    private static final Set<DesktopState> GONE = EnumSet.of(DesktopState.TERMINATING, DesktopState.TERMINATED);

    static DesktopRow of(Desktop desktop, @Nullable Person person, @Nullable String bundle, @Nullable String host) {
        return new DesktopRow(
                desktop.id().value(),
                person != null
                        ? person.displayName()
                        : desktop.isTaken() ? desktop.person().toString() : "",
                person == null ? "" : person.accountName(),
                desktop.person().objectGuid(),
                desktop.fleet() == null ? null : desktop.fleet().value(),
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

    /** As the guards allow, so that nobody is offered what would be refused. */
    static List<String> verbs(Desktop desktop) {
        boolean stops = desktop.blueprint().running().mode() != RunningMode.ALWAYS_ON;
        boolean kept = desktop.times().keptUntil() != null && desktop.times().forgettingSince() == null;
        return Arrays.stream(DesktopVerb.values())
                .filter(verb -> verb.operation().allowedIn(desktop.state()))
                .filter(verb -> !desktop.isInstance() || verb.operation().isForInstances())
                .filter(verb -> verb != DesktopVerb.STOP || stops)
                .filter(verb -> verb.operation() != DesktopOperation.REVIVE || kept)
                .filter(verb -> verb != DesktopVerb.TERMINATE || !GONE.contains(desktop.state()))
                .map(DesktopVerb::path)
                .toList();
    }
}
