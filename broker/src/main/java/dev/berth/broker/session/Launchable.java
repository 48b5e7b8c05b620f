package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person may open.
 *
 * @param icon name of an icon of the portal's set; empty for a desktop
 * @param desktop the desktop behind it; empty until it was first opened
 * @param session the live session of it
 * @param obstacle empty, or the sentence why it cannot be opened at the moment
 */
public record Launchable(
        Launch launch,
        BundleId bundle,
        String name,
        String description,
        String icon,
        boolean streamed,
        Optional<DesktopBehind> desktop,
        Optional<LiveSession> session,
        Optional<Instant> lastUsed,
        Optional<String> obstacle) {

    Launchable withObstacle(Optional<String> sentence) {
        return new Launchable(launch, bundle, name, description, icon, streamed, desktop, session, lastUsed, sentence);
    }

    /** @param reason why, with states that need one */
    public record DesktopBehind(
            DesktopId id, DesktopState state, @Nullable String reason) {}

    public record LiveSession(SessionId id, SessionState state) {}
}
