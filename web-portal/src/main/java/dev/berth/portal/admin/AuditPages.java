package dev.berth.portal.admin;

import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.audit.RecordedEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who did what. */
@Controller
class AuditPages {

    private static final int SHOWN = 100;

    private final AuditLog audit;

    AuditPages(AuditLog audit) {
        this.audit = audit;
    }

    @GetMapping("/admin/audit")
    String list(
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(required = false) @Nullable Outcome outcome,
            @RequestParam(required = false) @Nullable Long before,
            Model model) {
        String thingKind = kind.isBlank() ? null : kind.strip();
        List<RecordedEntry> entries =
                audit.latest(new AuditFilter(null, thingKind, null, null, outcome, before, SHOWN));
        model.addAttribute("entries", entries);
        model.addAttribute("kind", kind);
        model.addAttribute(
                "kinds",
                List.of(
                        "portal",
                        "session",
                        "desktop",
                        "bundle",
                        "application",
                        "image",
                        "image-version",
                        "entitlement",
                        "host",
                        "ip-access-group"));
        model.addAttribute("outcome", outcome);
        model.addAttribute("outcomes", Outcome.values());
        model.addAttribute("filtered", thingKind != null || outcome != null);
        model.addAttribute("next", entries.size() == SHOWN ? entries.getLast().id() : null);
        return "admin/audit";
    }
}
