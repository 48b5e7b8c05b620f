package dev.berth.portal.api;

import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.audit.RecordedEntry;
import dev.berth.broker.directory.PersonId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The audit log, newest first. */
@RestController
class AuditApi {

    private final AuditLog audit;

    AuditApi(AuditLog audit) {
        this.audit = audit;
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
