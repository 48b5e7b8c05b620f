package dev.berth.portal.helpdesk;

import dev.berth.broker.access.Author;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.helpdesk.Help;
import dev.berth.broker.session.MessageText;
import dev.berth.portal.admin.DesktopOperations;
import dev.berth.portal.admin.DesktopVerb;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.UUID;
import org.springframework.context.MessageSource;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The buttons of a person's page, each leading back to it with what came of it. */
@Controller
@RequestMapping("/people/{id}")
class HelpPages {

    private final PersonThings things;
    private final Help help;
    private final DesktopOperations operations;
    private final MessageSource messages;

    HelpPages(PersonThings things, Help help, DesktopOperations operations, MessageSource messages) {
        this.things = things;
        this.help = help;
        this.operations = operations;
        this.messages = messages;
    }

    @PostMapping("/sessions/{session}/message")
    String tell(
            @PathVariable UUID id,
            @PathVariable UUID session,
            @RequestParam(defaultValue = "") String text,
            @AuthenticationPrincipal Person author,
            HttpServletRequest request,
            RedirectAttributes back) {
        var view = things.session(new PersonId(id), new SessionId(session));
        try {
            back.addFlashAttribute(
                    "done",
                    help.tell(view, new MessageText(text), new Author(author, RequestOrigin.addressOf(request)))
                            .sentence());
        } catch (IllegalArgumentException e) {
            back.addFlashAttribute("failed", String.valueOf(e.getMessage()));
        }
        return page(id);
    }

    @PostMapping("/sessions/{session}/end")
    String end(
            @PathVariable UUID id,
            @PathVariable UUID session,
            @AuthenticationPrincipal Person author,
            HttpServletRequest request,
            Locale language,
            RedirectAttributes back) {
        var view = things.session(new PersonId(id), new SessionId(session));
        help.end(view, new Author(author, RequestOrigin.addressOf(request)));
        back.addFlashAttribute("done", messages.getMessage("person.ended", new Object[] {view.reference()}, language));
        return page(id);
    }

    @PostMapping("/desktops/{desktop}/{verb}")
    String act(
            @PathVariable UUID id,
            @PathVariable UUID desktop,
            @PathVariable DesktopVerb verb,
            @AuthenticationPrincipal Person author,
            HttpServletRequest request,
            Locale language,
            RedirectAttributes back) {
        DesktopId mine =
                things.desktop(new PersonId(id), new DesktopId(desktop)).id();
        try {
            operations.carryOut(PersonThings.helpdesks(verb), mine, Actor.of(author), RequestOrigin.addressOf(request));
            back.addFlashAttribute("done", messages.getMessage("person.asked." + verb.path(), null, language));
        } catch (GuardRefusedException | ChangeRefusedException e) {
            back.addFlashAttribute("failed", String.valueOf(e.getMessage()));
        }
        return page(id);
    }

    private static String page(UUID id) {
        return "redirect:/people/" + id;
    }
}
