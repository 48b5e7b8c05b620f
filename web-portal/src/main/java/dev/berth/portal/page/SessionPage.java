package dev.berth.portal.page;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.ClipboardPolicy;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.directory.Person;
import dev.berth.broker.session.ChannelBook;
import dev.berth.broker.session.IdleLimits;
import dev.berth.broker.session.Likings;
import dev.berth.broker.session.SessionView;
import dev.berth.broker.session.Sessions;
import dev.berth.portal.door.AccessRefusedException;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The page that shows a desktop or an application, and before that how it gets ready. */
@Controller
class SessionPage {

    private final Access access;
    private final Sessions sessions;
    private final JdbcBundles bundles;
    private final ChannelBook channels;
    private final IdleLimits idle;
    private final Elsewhere elsewhere;
    private final Likings likings;

    SessionPage(
            Access access,
            Sessions sessions,
            JdbcBundles bundles,
            ChannelBook channels,
            IdleLimits idle,
            Elsewhere elsewhere,
            Likings likings) {
        this.access = access;
        this.sessions = sessions;
        this.bundles = bundles;
        this.channels = channels;
        this.idle = idle;
        this.elsewhere = elsewhere;
        this.likings = likings;
    }

    @GetMapping("/sessions/{id}")
    String session(
            @PathVariable UUID id, Model model, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        var session = new SessionId(id);
        return switch (access.decide(person, RequestOrigin.addressOf(request), new Intent.UseSession(session))) {
            case AccessDecision.Allowed allowed -> {
                SessionView view = sessions.view(session)
                        .orElseThrow(() -> new IllegalStateException("Session " + id + " vanished while it was shown"));
                model.addAttribute("view", view);
                model.addAttribute("clipboard", clipboard(view));
                model.addAttribute("channels", channels.of(session));
                model.addAttribute("region", elsewhere.region());
                model.addAttribute("portals", elsewhere.peers());
                model.addAttribute("liking", likings.of(person.id()));
                model.addAttribute("idleMilliseconds", idle.of(session).toMillis());
                yield "session";
            }
            case AccessDecision.Refused refused -> throw new AccessRefusedException(refused);
        };
    }

    /** For what the toolbar offers; the gateway enforces it whatever the page says. */
    private ClipboardPolicy clipboard(SessionView view) {
        return bundles.find(view.thing().bundle())
                .map(bundle -> bundle.spec().clipboard())
                .orElse(new ClipboardPolicy(false, false));
    }
}
