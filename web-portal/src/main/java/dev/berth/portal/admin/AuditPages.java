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

    private final AuditLog audit;
    private final AuditChain chain;
    private final Sealer sealer;
    private final Verifications verifications;

    AuditPages(AuditLog audit, AuditChain chain, Sealer sealer, Verifications verifications) {
        this.audit = audit;
        this.chain = chain;
        this.sealer = sealer;
        this.verifications = verifications;
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
        model.addAttribute("entries", entries);
        model.addAttribute("head", chain.head());
        model.addAttribute("trouble", sealer.trouble().orElse(null));
        model.addAttribute("verified", verifications.last().orElse(null));
        model.addAttribute("kind", kind);
        model.addAttribute(
                "kinds",
                List.of(
                        "audit",
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
