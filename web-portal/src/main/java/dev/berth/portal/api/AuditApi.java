package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.ChainHead;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.audit.RecordedEntry;
import dev.berth.broker.audit.Verdict;
import dev.berth.broker.audit.Verifications;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The audit log, newest first; and its proof. */
@RestController
class AuditApi {

    private final AuditLog audit;
    private final Verifications verifications;
    private final Clock clock;

    AuditApi(AuditLog audit, Verifications verifications, Clock clock) {
        this.audit = audit;
        this.verifications = verifications;
        this.clock = clock;
    }

    /** What does not fit, for programs and for people. */
    record Fault(String kind, String sentence) {}

    /**
     * What a verification found.
     *
     * @param furtherFaults how many there are beyond those listed
     * @param unsealed entries that have no place in the chain yet
     */
    record Verification(
            Instant at,
            boolean intact,
            String summary,
            ChainHead head,
            List<Fault> faults,
            long furtherFaults,
            long unsealed,
            Optional<Instant> oldestUnsealed) {

        static Verification of(Verdict verdict) {
            return new Verification(
                    verdict.at(),
                    verdict.intact(),
                    verdict.summary(),
                    verdict.head(),
                    verdict.faults().stream()
                            .map(fault -> new Fault(fault.kind(), fault.sentence()))
                            .toList(),
                    verdict.furtherFaults(),
                    verdict.unsealed(),
                    verdict.oldestUnsealed());
        }
    }

    /**
     * Verifies the whole log, which reads all of it: one at a time for each auditor, two whole reads at a time on a node.
     * A long one sends blanks while it runs, and ends when nobody takes them any more.
     */
    @GetMapping(path = "/api/v1/audit/verification", produces = MediaType.APPLICATION_JSON_VALUE)
    Verification verify(
            @AuthenticationPrincipal Person person, HttpServletRequest request, HttpServletResponse response) {
        return Verification.of(
                verifications.verify(Actor.of(person), RequestOrigin.addressOf(request), new Blanks(response, clock)));
    }

    /** The whole log as lines of JSON, with its chain; the last line is the head to keep elsewhere. */
    @GetMapping(path = "/api/v1/audit/export", produces = MediaType.APPLICATION_NDJSON_VALUE)
    void export(@AuthenticationPrincipal Person person, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        verifications.export(Actor.of(person), RequestOrigin.addressOf(request), () -> {
            response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
            response.setHeader(
                    HttpHeaders.CONTENT_DISPOSITION,
                    ContentDisposition.attachment()
                            .filename("berth-audit-" + LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) + ".jsonl")
                            .build()
                            .toString());
            return response.getOutputStream();
        });
    }

    /** @param before only entries with a smaller id: the next page */
    @GetMapping("/api/v1/audit")
    List<RecordedEntry> list(
            @RequestParam(required = false) @Nullable UUID person,
            @RequestParam(required = false) @Nullable String thingKind,
            @RequestParam(required = false) @Nullable String thing,
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable Outcome outcome,
            @RequestParam(required = false) @Nullable Long before,
            @RequestParam(defaultValue = "100") int limit) {
        return audit.latest(new AuditFilter(
                person == null ? null : new PersonId(person), thingKind, thing, action, outcome, before, limit));
    }
}
