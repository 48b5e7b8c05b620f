package dev.berth.portal.admin;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.session.SessionFilter;
import dev.berth.broker.session.SessionView;
import dev.berth.broker.session.Sessions;
import dev.berth.broker.session.TerminationReason;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** Everybody's sessions, for admins and helpdesk. */
@Controller
class SessionPages {

    private static final int SHOWN = 200;

    private final Sessions sessions;

    SessionPages(Sessions sessions) {
        this.sessions = sessions;
    }

    @GetMapping("/admin/sessions")
    String list(
            @RequestParam(defaultValue = "") String text,
            @RequestParam(defaultValue = "false") boolean past,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String htmx,
            Model model) {
        String wanted = text.isBlank() ? null : text.strip();
        model.addAttribute("rows", sessions.list(new SessionFilter(null, null, !past, wanted, null, SHOWN)));
        model.addAttribute("text", text);
        model.addAttribute("past", past);
        model.addAttribute("filtered", wanted != null);
        return htmx == null ? "admin/sessions" : "admin/sessions :: list";
    }

    @GetMapping("/admin/sessions/{id}")
    String one(@PathVariable UUID id, Model model) {
        var session = new SessionId(id);
        model.addAttribute("view", sessions.view(session).orElseThrow(() -> new NotFoundException("session", session)));
        return "admin/session";
    }

    @PostMapping("/admin/sessions/{id}/end")
    String end(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        sessions.end(require(id).id(), TerminationReason.ADMIN_ENDED, Actor.of(person));
        return "redirect:/admin/sessions";
    }

    private SessionView require(UUID id) {
        var session = new SessionId(id);
        return sessions.view(session).orElseThrow(() -> new NotFoundException("session", session));
    }
}
