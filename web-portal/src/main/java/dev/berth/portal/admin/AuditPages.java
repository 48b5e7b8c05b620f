package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditChain;
import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Listening;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.audit.RecordedEntry;
import dev.berth.broker.audit.Sealer;
import dev.berth.broker.audit.Verifications;
import dev.berth.broker.directory.Person;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who did what. */
@Controller
class AuditPages {

    private static final int SHOWN = 100;

    /** What things are done to, in the order of an admin's day. */
    private static final List<String> KINDS = List.of(
            "portal",
            "person",
            "session",
            "desktop",
            "bundle",
            "application",
            "package",
            "image",
            "image-version",
            "entitlement",
            "assignment",
            "self-service",
            "host",
            "ip-access-group",
            "maintenance-window",
            "maintenance-run",
            "pipeline",
            "pipeline-run",
            "power-schedule",
            "calendar-address",
            "rollout",
            "region",
            "alias",
            "standby",
            "drill",
            "drill-schedule",
            "price",
            "view",
            "api-token",
            "audit");

    private final AuditLog audit;
    private final AuditChain chain;
    private final Sealer sealer;
    private final Verifications verifications;
    private final ToldEntries told;

    AuditPages(AuditLog audit, AuditChain chain, Sealer sealer, Verifications verifications, ToldEntries told) {
        this.audit = audit;
        this.chain = chain;
        this.sealer = sealer;
        this.verifications = verifications;
        this.told = told;
    }

    @PostMapping("/admin/audit/verify")
    String verify(@AuthenticationPrincipal Person person, HttpServletRequest request) {
        verifications.verify(Actor.of(person), RequestOrigin.addressOf(request), Listening.ALWAYS);
        return "redirect:/admin/audit";
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
        model.addAttribute("entries", told.tell(entries));
        model.addAttribute("head", chain.head());
        model.addAttribute("trouble", sealer.trouble().orElse(null));
        model.addAttribute("verified", verifications.last().orElse(null));
        model.addAttribute("kind", kind);
        model.addAttribute("kinds", KINDS);
        model.addAttribute("outcome", outcome);
        model.addAttribute("outcomes", Outcome.values());
        model.addAttribute("filtered", thingKind != null || outcome != null);
        model.addAttribute("next", entries.size() == SHOWN ? entries.getLast().id() : null);
        return "admin/audit";
    }
}
