package dev.berth.portal.api;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.file.GuestHome;
import dev.berth.broker.file.GuestPrints;
import dev.berth.broker.file.HomePath;
import dev.berth.broker.session.FileRule;
import dev.berth.broker.session.Sessions;
import dev.berth.gateway.file.Download;
import dev.berth.gateway.file.FileDesk;
import dev.berth.gateway.file.FileVisit;
import dev.berth.ipacl.ClientAddress;
import dev.berth.portal.door.AccessRefusedException;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The files of one's own session: looked at, taken out, printed, and put in piece by piece. */
@RestController
@RequestMapping("/api/v1/sessions/{id}")
class SessionFilesApi {

    private final Access access;
    private final Sessions sessions;
    private final FileDesk desk;

    SessionFilesApi(Access access, Sessions sessions, FileDesk desk) {
        this.access = access;
        this.sessions = sessions;
        this.desk = desk;
    }

    /** @param folder of the home; empty for the home itself */
    record Folder(String folder, List<GuestHome.Entry> entries, FileRule upload, FileRule download) {}

    /** @param bytes of the whole file */
    record NewUpload(String folder, String name, long bytes) {}

    @GetMapping("/files")
    Folder files(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String folder,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        FileVisit visit = own(id, person, RequestOrigin.addressOf(request));
        var rules = desk.rules(visit);
        return new Folder(folder, desk.list(visit, new HomePath(folder)), rules.upload(), rules.download());
    }

    /** The file itself, to be kept and never shown by the browser. */
    @GetMapping("/files/content")
    void content(
            @PathVariable UUID id,
            @RequestParam String path,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            HttpServletResponse response) {
        ClientAddress address = RequestOrigin.addressOf(request);
        write(desk.open(own(id, person, address), new HomePath(path)), response, () -> mayGoOn(id, person, address));
    }

    /** What was printed lately, oldest first; asking is cheap, and is how the page learns of it. */
    @GetMapping("/prints")
    List<GuestPrints.Print> prints(
            @PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        return desk.prints(own(id, person, RequestOrigin.addressOf(request)));
    }

    /** What was printed: a PDF. */
    @GetMapping("/prints/content")
    void print(
            @PathVariable UUID id,
            @RequestParam String name,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            HttpServletResponse response) {
        ClientAddress address = RequestOrigin.addressOf(request);
        write(desk.openPrint(own(id, person, address), name), response, () -> mayGoOn(id, person, address));
    }

    /** To be kept and never shown by the browser: what shows it is the page, once it has all of it. */
    private static void write(Download download, HttpServletResponse response, BooleanSupplier allowed) {
        response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
        response.setContentLengthLong(download.bytes());
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename(download.name(), StandardCharsets.UTF_8)
                        .build()
                        .toString());
        response.setHeader("X-Content-Type-Options", "nosniff");
        try {
            download.writeTo(response.getOutputStream(), allowed);
        } catch (IOException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Says before the first byte whether it is taken; then its pieces follow, each of {@code partBytes}. */
    @PostMapping("/uploads")
    @ResponseStatus(HttpStatus.CREATED)
    FileDesk.Progress begin(
            @PathVariable UUID id,
            @RequestBody NewUpload upload,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        return desk.begin(
                own(id, person, RequestOrigin.addressOf(request)),
                new HomePath(upload.folder()),
                upload.name(),
                upload.bytes());
    }

    /** Where a sender goes on that was interrupted. */
    @GetMapping("/uploads/{upload}")
    FileDesk.Progress progress(
            @PathVariable UUID id,
            @PathVariable UUID upload,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        return desk.progress(own(id, person, RequestOrigin.addressOf(request)), upload);
    }

    @PutMapping("/uploads/{upload}")
    FileDesk.Progress take(
            @PathVariable UUID id,
            @PathVariable UUID upload,
            @RequestParam long offset,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request)
            throws IOException {
        FileVisit visit = own(id, person, RequestOrigin.addressOf(request));
        byte[] piece = request.getInputStream().readNBytes(GuestHome.PART_BYTES + 1);
        return desk.take(visit, upload, offset, piece);
    }

    @DeleteMapping("/uploads/{upload}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void cancel(
            @PathVariable UUID id,
            @PathVariable UUID upload,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        desk.cancel(own(id, person, RequestOrigin.addressOf(request)), upload);
    }

    private FileVisit own(UUID id, Person person, ClientAddress address) {
        var session = new SessionId(id);
        return switch (access.decide(person, address, new Intent.UseSession(session))) {
            case AccessDecision.Allowed allowed ->
                new FileVisit(sessions.view(session).orElseThrow(() -> new NotFoundException("session", id)), address);
            case AccessDecision.Refused refused -> throw new AccessRefusedException(refused);
        };
    }

    private boolean mayGoOn(UUID id, Person person, ClientAddress address) {
        return access.explain(person, address, new Intent.UseSession(new SessionId(id)))
                instanceof AccessDecision.Allowed;
    }
}
