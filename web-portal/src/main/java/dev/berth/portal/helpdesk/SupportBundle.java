package dev.berth.portal.helpdesk;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.helpdesk.DirectoryLook;
import dev.berth.broker.helpdesk.PersonFile;
import dev.berth.broker.helpdesk.PersonFiles;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What somebody who mends Berth needs to know of one person's trouble, as a file, without anything that is secret. */
@RestController
class SupportBundle {

    private final PersonFiles files;
    private final DirectoryLook directory;
    private final AuditLog audit;
    private final JsonMapper json;
    private final Clock clock;

    SupportBundle(PersonFiles files, DirectoryLook directory, AuditLog audit, JsonMapper json, Clock clock) {
        this.files = files;
        this.directory = directory;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
    }

    /** @param note what is not in it */
    record Content(
            Instant madeAt,
            String madeBy,
            String version,
            String note,
            DirectoryState directory,
            PersonResource person) {}

    @GetMapping({"/people/{id}/support-bundle", "/api/v1/people/{id}/support-bundle"})
    ResponseEntity<byte[]> download(
            @PathVariable UUID id, @AuthenticationPrincipal Person author, HttpServletRequest request) {
        PersonFile file = files.find(new PersonId(id)).orElseThrow(() -> new NotFoundException("person", id));
        audit.record(AuditEntry.of(
                        Actor.of(author),
                        "person.support-bundle",
                        "person",
                        id,
                        Outcome.DONE,
                        "Downloaded the support bundle of "
                                + file.known().person().accountName() + ".")
                .from(RequestOrigin.addressOf(request)));
        byte[] text = json.writerWithDefaultPrettyPrinter()
                .writeValueAsBytes(Redaction.of(json.<JsonNode>valueToTree(content(file, author))));
        String name = "berth-" + file.known().person().accountName().replaceAll("[^A-Za-z0-9._-]", "_") + "-"
                + clock.instant().toString().replaceAll("[:.].*", "") + ".json";
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment().filename(name).build().toString())
                .body(text);
    }

    private Content content(PersonFile file, Person author) {
        Person person = file.known().person();
        String version = SupportBundle.class.getPackage().getImplementationVersion();
        return new Content(
                clock.instant(),
                author.accountName(),
                version == null ? "built from source" : version,
                "Passwords, tickets, keys and tokens are not in it, nor what anybody typed or saw.",
                DirectoryState.of(directory.look(person.id()), person),
                PersonResource.of(file));
    }
}
