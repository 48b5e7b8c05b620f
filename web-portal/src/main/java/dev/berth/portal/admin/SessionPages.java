package dev.berth.portal.admin;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.session.SessionView;
import dev.berth.broker.session.Sessions;
import dev.berth.broker.session.TerminationReason;
import dev.berth.portal.list.ListAddress;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** One session of the list, for admins and helpdesk. */
@Controller
class SessionPages {

    private static final String LIST = "/admin/sessions";

    private final Sessions sessions;

    SessionPages(Sessions sessions) {
        this.sessions = sessions;
    }

    @GetMapping("/admin/sessions/{id}")
    String one(@PathVariable UUID id, Model model) {
        var session = new SessionId(id);
        model.addAttribute("view", sessions.view(session).orElseThrow(() -> new NotFoundException("session", session)));
        return "admin/session";
    }

    @PostMapping("/admin/sessions/{id}/end")
    String end(
            @PathVariable UUID id,
            @RequestParam(defaultValue = LIST) String back,
            @AuthenticationPrincipal Person person) {
        sessions.end(require(id).id(), TerminationReason.ADMIN_ENDED, Actor.of(person));
        return "redirect:" + ListAddress.back(back, LIST);
    }

    private SessionView require(UUID id) {
        var session = new SessionId(id);
        return sessions.view(session).orElseThrow(() -> new NotFoundException("session", session));
    }
}
