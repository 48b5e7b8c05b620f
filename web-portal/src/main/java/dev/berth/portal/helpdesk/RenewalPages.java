package dev.berth.portal.helpdesk;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.desktop.Snapshot;
import dev.berth.broker.desktop.SnapshotId;
import dev.berth.broker.desktop.SnapshotKind;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.portal.admin.DesktopOperations;
import dev.berth.portal.admin.DesktopOperations.Asker;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Rebuilding and restoring somebody's desktop, from a snapshot that helpdesk chose. */
@Controller
class RenewalPages {

    private static final String PAGE = "/people/{id}/desktops/{desktop}";
    private static final String API = "/api/v1" + PAGE;

    private final PersonThings things;
    private final DesktopOperations operations;
    private final MessageSource messages;

    RenewalPages(PersonThings things, DesktopOperations operations, MessageSource messages) {
        this.things = things;
        this.operations = operations;
        this.messages = messages;
    }

    /** @param takenAt what was done after it is not in it */
    record Choice(SnapshotId id, SnapshotKind kind, @Nullable Instant takenAt) {

        static Choice of(Snapshot snapshot) {
            return new Choice(snapshot.id(), snapshot.kind(), snapshot.takenAt());
        }
    }

    /** @param snapshot whose files it gets; absent for those that it has */
    record Rebuilding(@Nullable UUID snapshot) {}

    record Restoring(UUID snapshot) {}

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
        return told(id, "rebuild", language, back, () -> operations.rebuild(
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

    /** Those that it can be rebuilt or restored from, the latest first. */
    @GetMapping(API + "/snapshots")
    @ResponseBody
    List<Choice> snapshots(@PathVariable UUID id, @PathVariable UUID desktop) {
        return things.snapshots(theirs(id, desktop)).stream().map(Choice::of).toList();
    }

    /** The root volume from the bundle's current image, the files from the snapshot, or as they are. */
    @PostMapping(API + "/rebuild")
    @ResponseBody
    @ResponseStatus(HttpStatus.ACCEPTED)
    void rebuildByProgram(
            @PathVariable UUID id,
            @PathVariable UUID desktop,
            @RequestBody Rebuilding rebuilding,
            @AuthenticationPrincipal Person author,
            HttpServletRequest request) {
        operations.rebuild(
                theirs(id, desktop),
                Optional.ofNullable(rebuilding.snapshot()).map(SnapshotId::new),
                asker(author, request));
    }

    /** Both volumes as they were in the snapshot. */
    @PostMapping(API + "/restore")
    @ResponseBody
    @ResponseStatus(HttpStatus.ACCEPTED)
    void restoreByProgram(
            @PathVariable UUID id,
            @PathVariable UUID desktop,
            @RequestBody Restoring restoring,
            @AuthenticationPrincipal Person author,
            HttpServletRequest request) {
        operations.restore(theirs(id, desktop), new SnapshotId(restoring.snapshot()), asker(author, request));
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
