package dev.berth.portal.page;

import dev.berth.broker.assignment.JdbcLeavings;
import dev.berth.broker.assignment.Leaving;
import dev.berth.broker.assignment.LeavingPolicy;
import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.directory.Person;
import dev.berth.broker.session.Launch;
import dev.berth.broker.session.LaunchCatalog;
import dev.berth.broker.session.OpenResult;
import dev.berth.broker.session.Sessions;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What somebody may open, and opening it. */
@Controller
class Home {

    private final LaunchCatalog catalog;
    private final Sessions sessions;
    private final JdbcLeavings leavings;
    private final JdbcBundles bundles;
    private final Elsewhere elsewhere;

    Home(LaunchCatalog catalog, Sessions sessions, JdbcLeavings leavings, JdbcBundles bundles, Elsewhere elsewhere) {
        this.catalog = catalog;
        this.sessions = sessions;
        this.leavings = leavings;
        this.bundles = bundles;
        this.elsewhere = elsewhere;
    }

    /** A desktop that its person is going to lose. */
    public record Notice(
            String bundle, LeavingPolicy policy, @Nullable Instant actsAt) {}

    @GetMapping("/")
    String home(
            Model model,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String htmx) {
        List<LaunchCard> cards = catalog.of(person, RequestOrigin.addressOf(request)).stream()
                .map(LaunchCard::of)
                .toList();
        model.addAttribute(
                "desktops", cards.stream().filter(LaunchCard::desktop).toList());
        model.addAttribute(
                "applications", cards.stream().filter(card -> !card.desktop()).toList());
        model.addAttribute("last", last(cards));
        model.addAttribute("elsewhere", elsewhere.of(person.id()));
        model.addAttribute(
                "notices",
                leavings.of(person.id()).stream()
                        .filter(leaving -> leaving.actedAt().isEmpty())
                        .map(this::notice)
                        .toList());
        return htmx == null ? "home" : "home :: cards";
    }

    @PostMapping("/open")
    String open(
            @AuthenticationPrincipal Person person,
            @RequestParam(required = false) @Nullable UUID bundle,
            @RequestParam(required = false) @Nullable UUID application,
            HttpServletRequest request,
            RedirectAttributes told) {
        return switch (sessions.open(person, RequestOrigin.addressOf(request), launch(bundle, application))) {
            case OpenResult.Opened opened -> "redirect:/sessions/" + opened.session();
            case OpenResult.Refused refused -> {
                told.addFlashAttribute("failed", refused.because().sentence());
                yield "redirect:/";
            }
        };
    }

    private Notice notice(Leaving leaving) {
        String name = bundles.find(leaving.bundle()).map(Bundle::name).orElse("");
        return new Notice(name, leaving.policy(), leaving.actsAt().orElse(null));
    }

    /** What goes on comes first, then what was used last. */
    private static @Nullable LaunchCard last(List<LaunchCard> cards) {
        return cards.stream()
                .filter(card -> card.lastUsed() != null && card.obstacle() == null)
                .max(Comparator.comparing(LaunchCard::live)
                        .thenComparing(LaunchCard::lastUsed, Comparator.nullsFirst(Comparator.naturalOrder())))
                .orElse(cards.size() == 1 ? cards.getFirst() : null);
    }

    private static Launch launch(@Nullable UUID bundle, @Nullable UUID application) {
        if (bundle != null && application == null) {
            return new Launch.DesktopLaunch(new BundleId(bundle));
        }
        if (application != null && bundle == null) {
            return new Launch.ApplicationLaunch(new ApplicationId(application));
        }
        throw new ResponseStatusException(
                HttpStatus.BAD_REQUEST, "Name either a bundle or an application; allowed is exactly one of the two.");
    }
}
