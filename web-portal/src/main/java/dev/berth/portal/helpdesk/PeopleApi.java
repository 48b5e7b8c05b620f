package dev.berth.portal.helpdesk;

import dev.berth.broker.access.Author;
import dev.berth.broker.access.KnownPerson;
import dev.berth.broker.access.PeopleSearch;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import dev.berth.broker.helpdesk.DirectoryLook;
import dev.berth.broker.helpdesk.Help;
import dev.berth.broker.helpdesk.PersonFile;
import dev.berth.broker.helpdesk.PersonFiles;
import dev.berth.broker.session.MessageText;
import dev.berth.portal.admin.DesktopOperations;
import dev.berth.portal.admin.DesktopVerb;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** People, for helpdesk: the same as their pages. */
@RestController
@RequestMapping("/api/v1/people")
class PeopleApi {

    private final PeopleSearch search;
    private final PersonFiles files;
    private final PersonThings things;
    private final DirectoryLook directory;
    private final Help help;
    private final DesktopOperations operations;

    PeopleApi(
            PeopleSearch search,
            PersonFiles files,
            PersonThings things,
            DirectoryLook directory,
            Help help,
            DesktopOperations operations) {
        this.search = search;
        this.files = files;
        this.things = things;
        this.directory = directory;
        this.help = help;
        this.operations = operations;
    }

    /** @param barred why the directory keeps the person out; null when it does not */
    record Found(
            UUID id,
            String accountName,
            String displayName,
            @Nullable String mail,
            Set<Role> roles,
            @Nullable String barred) {

        static Found of(KnownPerson known) {
            Person person = known.person();
            return new Found(
                    person.id().objectGuid(),
                    person.accountName(),
                    person.displayName(),
                    person.mail(),
                    person.roles(),
                    known.barred().orElse(null));
        }
    }

    record Message(@Nullable String text) {}

    /** @param notInGuest why the desktop's own screen does not show it; null when it does */
    record Told(boolean inBrowser, @Nullable String notInGuest) {}

    /** @param text part of a name, or a desktop's host name or id, an address, or a session's reference or id */
    @GetMapping
    List<Found> list(@RequestParam(defaultValue = "") String text, @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > 500) {
            throw new IllegalArgumentException("limit is " + limit + "; allowed are 1 to 500.");
        }
        return search.find(text, limit).stream().map(Found::of).toList();
    }

    @GetMapping("/{id}")
    PersonResource one(@PathVariable UUID id) {
        return PersonResource.of(file(id));
    }

    /** Read live; answers within the set limit, whatever the directory does. */
    @GetMapping("/{id}/directory")
    DirectoryState directory(@PathVariable UUID id) {
        PersonFile file = file(id);
        return DirectoryState.of(
                directory.look(file.known().person().id()), file.known().person());
    }

    @PostMapping("/{id}/sessions/{session}/message")
    Told tell(
            @PathVariable UUID id,
            @PathVariable UUID session,
            @RequestBody Message message,
            @AuthenticationPrincipal Person author,
            HttpServletRequest request) {
        var view = things.session(new PersonId(id), new SessionId(session));
        var text = new MessageText(message.text() == null ? "" : message.text());
        Help.Shown shown = help.tell(view, text, new Author(author, RequestOrigin.addressOf(request)));
        return new Told(shown.inBrowser(), shown.notInGuest().orElse(null));
    }

    @PostMapping("/{id}/sessions/{session}/end")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(
            @PathVariable UUID id,
            @PathVariable UUID session,
            @AuthenticationPrincipal Person author,
            HttpServletRequest request) {
        help.end(
                things.session(new PersonId(id), new SessionId(session)),
                new Author(author, RequestOrigin.addressOf(request)));
    }

    /** @param verb {@code retry}, {@code start}, {@code stop} or {@code reboot} */
    @PostMapping("/{id}/desktops/{desktop}/{verb}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void act(
            @PathVariable UUID id,
            @PathVariable UUID desktop,
            @PathVariable DesktopVerb verb,
            @AuthenticationPrincipal Person author,
            HttpServletRequest request) {
        DesktopId mine =
                things.desktop(new PersonId(id), new DesktopId(desktop)).id();
        operations.carryOut(PersonThings.helpdesks(verb), mine, Actor.of(author), RequestOrigin.addressOf(request));
    }

    private PersonFile file(UUID id) {
        return files.find(new PersonId(id)).orElseThrow(() -> new NotFoundException("person", id));
    }
}
