package dev.berth.portal.api;

import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.broker.session.Launch;
import dev.berth.broker.session.LaunchCatalog;
import dev.berth.broker.session.Launchable;
import dev.berth.broker.session.Likings;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whoever asks, and what they may open. */
@RestController
@RequestMapping("/api/v1")
class MeApi {

    private final LaunchCatalog catalog;
    private final Likings likings;

    MeApi(LaunchCatalog catalog, Likings likings) {
        this.catalog = catalog;
        this.likings = likings;
    }

    /** @param address as Berth sees it */
    record Me(UUID id, String accountName, String displayName, Set<Role> roles, String address) {}

    /**
     * @param kind {@code bundle} or {@code application}: which field of a new session takes the id
     * @param obstacle why it cannot be opened at the moment; null when it can
     */
    record Openable(
            String kind,
            UUID id,
            String name,
            String description,
            @Nullable String desktopState,
            @Nullable UUID session,
            @Nullable Instant lastUsed,
            @Nullable String obstacle) {

        static Openable of(Launchable launchable) {
            return new Openable(
                    switch (launchable.launch()) {
                        case Launch.DesktopLaunch desktop -> "bundle";
                        case Launch.ApplicationLaunch application -> "application";
                    },
                    switch (launchable.launch()) {
                        case Launch.DesktopLaunch(var bundle) -> bundle.value();
                        case Launch.ApplicationLaunch(var application) -> application.value();
                    },
                    launchable.name(),
                    launchable.description(),
                    launchable.desktop().map(desktop -> desktop.state().name()).orElse(null),
                    launchable.session().map(session -> session.id().value()).orElse(null),
                    launchable.lastUsed().orElse(null),
                    launchable.obstacle().map(Launchable.Obstacle::sentence).orElse(null));
        }
    }

    @GetMapping("/me")
    Me me(@AuthenticationPrincipal Person person, HttpServletRequest request) {
        return new Me(
                person.id().objectGuid(),
                person.accountName(),
                person.displayName(),
                person.roles(),
                RequestOrigin.addressOf(request).toString());
    }

    /** How they like their sessions. */
    @GetMapping("/me/session")
    Likings.Liking liking(@AuthenticationPrincipal Person person) {
        return likings.of(person.id());
    }

    /** Both at once: what is left out goes back to what is usual. */
    @PutMapping("/me/session")
    Likings.Liking like(@RequestBody Likings.Liking liking, @AuthenticationPrincipal Person person) {
        likings.keep(person.id(), liking);
        return likings.of(person.id());
    }

    @GetMapping("/launchables")
    List<Openable> launchables(@AuthenticationPrincipal Person person, HttpServletRequest request) {
        return catalog.of(person, RequestOrigin.addressOf(request)).stream()
                .map(Openable::of)
                .toList();
    }
}
