package dev.berth.portal.helpdesk;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.desktop.SnapshotId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.portal.admin.DesktopOperations;
import dev.berth.portal.admin.DesktopOperations.Asker;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Rebuilding and restoring somebody's desktop, from a snapshot that helpdesk chose. */
@Controller
class RenewalPages {

    private static final String PAGE = "/people/{id}/desktops/{desktop}";

    private final PersonThings things;
    private final DesktopOperations operations;
    private final MessageSource messages;

    RenewalPages(PersonThings things, DesktopOperations operations, MessageSource messages) {
        this.things = things;
        this.operations = operations;
        this.messages = messages;
    }

    @PostMapping(PAGE + "/rebuild")
    String rebuild(
            @PathVariable UUID id,
            @PathVariable UUID desktop,
            @RequestParam(required = false) @Nullable UUID snapshot,
            @AuthenticationPrincipal Person author,
            HttpServletRequest request,
            Locale language,
            RedirectAttributes back) {
        DesktopId theirs = theirs(id, desktop);
        return told(
                id,
                "rebuild",
                language,
                back,
                () -> operations.rebuild(
                        theirs, Optional.ofNullable(snapshot).map(SnapshotId::new), asker(author, request)));
    }

    @PostMapping(PAGE + "/restore")
    String restore(
            @PathVariable UUID id,
            @PathVariable UUID desktop,
            @RequestParam UUID snapshot,
            @AuthenticationPrincipal Person author,
            HttpServletRequest request,
            Locale language,
            RedirectAttributes back) {
        DesktopId theirs = theirs(id, desktop);
        return told(
                id,
                "restore",
                language,
                back,
                () -> operations.restore(theirs, new SnapshotId(snapshot), asker(author, request)));
    }

    private DesktopId theirs(UUID person, UUID desktop) {
        return things.desktop(new PersonId(person), new DesktopId(desktop)).id();
    }

    private String told(UUID person, String what, Locale language, RedirectAttributes back, Runnable work) {
        try {
            work.run();
            back.addFlashAttribute("done", messages.getMessage("own.done." + what, null, language));
        } catch (GuardRefusedException | ChangeRefusedException | IllegalArgumentException e) {
            back.addFlashAttribute("failed", String.valueOf(e.getMessage()));
        }
        return "redirect:/people/" + person;
    }

    private static Asker asker(Person author, HttpServletRequest request) {
        return new Asker(Actor.of(author), RequestOrigin.addressOf(request));
    }
}
