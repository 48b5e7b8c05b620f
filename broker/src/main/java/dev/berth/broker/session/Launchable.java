package dev.berth.broker.session;

import dev.berth.broker.access.RefusalCode;
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
 * @param obstacle why it cannot be opened at the moment; empty when it can
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
        Optional<Obstacle> obstacle) {

    Launchable withObstacle(Optional<Obstacle> found) {
        return new Launchable(launch, bundle, name, description, icon, streamed, desktop, session, lastUsed, found);
    }

    /**
     * @param reason why, with states that need one
     * @param saved whether it is stopped and its programs go on when it is opened
     */
    public record DesktopBehind(
            DesktopId id, DesktopState state, @Nullable String reason, boolean saved) {}

    /** @param sentence what the person may read */
    public record Obstacle(RefusalCode code, String sentence) {}

    public record LiveSession(SessionId id, SessionState state) {}
}
