package dev.berth.broker.console;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.session.SessionState;
import dev.berth.broker.session.TerminationReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session as lists show it.
 *
 * @param application the application's name; null for a whole desktop
 * @param failure a sentence on its end, where the reason alone does not say enough
 * @param connected null until somebody was connected
 */
public record ListedSession(
        SessionId id,
        String reference,
        ListedPerson person,
        DesktopId desktop,
        String hostname,
        String bundleName,
        @Nullable String application,
        @Nullable String hostName,
        String address,
        SessionState state,
        @Nullable TerminationReason reason,
        @Nullable String failure,
        Instant opened,
        @Nullable Instant connected,
        @Nullable Instant ended) {

    public boolean live() {
        return state != SessionState.ENDED;
    }
}
