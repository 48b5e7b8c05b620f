package dev.berth.portal.page;

import dev.berth.broker.session.Launch;
import dev.berth.broker.session.Launchable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something to open, as a card shows it.
 *
 * @param kind {@code bundle} or {@code application}: the form's field
 * @param streamed whether it is new each time
 * @param state of the desktop behind it; null until it was first opened
 * @param desktopId of the desktop that its person may manage; null for applications and where there is none yet
 * @param live whether a session of it goes on
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
        @Nullable UUID desktopId,
        @Nullable Instant lastUsed,
        boolean live,
        @Nullable String obstacle) {

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
        return new LaunchCard(
                kind,
                id,
                launchable.name(),
                launchable.description(),
                launchable.icon().isEmpty() ? DESKTOP_ICON : ProgramIcons.known(launchable.icon()),
                launchable.streamed(),
                launchable.desktop().map(desktop -> desktop.state().name()).orElse(null),
                kind.equals("bundle")
                        ? launchable
                                .desktop()
                                .map(desktop -> desktop.id().value())
                                .orElse(null)
                        : null,
                launchable.lastUsed().orElse(null),
                launchable.session().isPresent(),
                launchable.obstacle().orElse(null));
    }

    public boolean desktop() {
        return kind.equals("bundle");
    }
}
