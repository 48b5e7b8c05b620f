package dev.berth.portal.page;

import dev.berth.broker.session.Launch;
import dev.berth.broker.session.Launchable;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something to open, as a card shows it.
 *
 * @param kind {@code bundle} or {@code application}: the form's field
 * @param streamed whether it is new each time
 * @param state of the desktop, null until it was first opened; an application has none, for it is not the machine
 * @param saved whether it is stopped and its programs go on when it is opened
 * @param sessionState of the session that goes on; null while none does
 * @param desktopId of the desktop that its person may manage; null for applications and where there is none yet
 * @param obstacle why it cannot be opened now; null when it can
 */
public record LaunchCard(
        String kind,
        UUID id,
        String name,
        String description,
        String icon,
        boolean streamed,
        @Nullable String state,
        boolean saved,
        @Nullable String sessionState,
        @Nullable UUID desktopId,
        @Nullable Instant lastUsed,
        Launchable.@Nullable Obstacle obstacle) {

    private static final String DESKTOP_ICON = "device-desktop";

    static LaunchCard of(Launchable launchable) {
        String kind = switch (launchable.launch()) {
            case Launch.DesktopLaunch desktop -> "bundle";
            case Launch.ApplicationLaunch application -> "application";
        };
        UUID id = switch (launchable.launch()) {
            case Launch.DesktopLaunch(var bundle) -> bundle.value();
            case Launch.ApplicationLaunch(var application) -> application.value();
        };
        Optional<Launchable.DesktopBehind> desktop = kind.equals("bundle") ? launchable.desktop() : Optional.empty();
        return new LaunchCard(
                kind,
                id,
                launchable.name(),
                launchable.description(),
                launchable.icon().isEmpty() ? DESKTOP_ICON : ProgramIcons.known(launchable.icon()),
                launchable.streamed(),
                desktop.map(behind -> behind.state().name()).orElse(null),
                desktop.map(Launchable.DesktopBehind::saved).orElse(false),
                launchable.session().map(session -> session.state().name()).orElse(null),
                desktop.map(behind -> behind.id().value()).orElse(null),
                launchable.lastUsed().orElse(null),
                launchable.obstacle().orElse(null));
    }

    /** Whether a session of it goes on. */
    public boolean live() {
        return sessionState != null;
    }

    public boolean desktop() {
        return kind.equals("bundle");
    }
}
