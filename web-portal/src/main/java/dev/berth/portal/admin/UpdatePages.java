package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.maintenance.UpdatePolicy;
import dev.berth.broker.maintenance.Updates;
import dev.berth.broker.update.UpdateChoice;
import dev.berth.broker.update.UpdateSpec;
import java.util.Optional;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Which updates windows and bundles want, and what was updated on a desktop. */
@Controller
@RequestMapping("/admin/maintenance")
class UpdatePages {

    private static final String BACK = "redirect:/admin/maintenance/updates";

    private final Updates updates;

    UpdatePages(Updates updates) {
        this.updates = updates;
    }

    @GetMapping("/updates")
    String policies(Model model) {
        model.addAttribute("policies", updates.policies());
        model.addAttribute("otherwise", updates.otherwise());
        model.addAttribute("choices", UpdateChoice.values());
        return "admin/updates";
    }

    @PostMapping("/updates/windows/{id}")
    String setForWindow(
            @PathVariable UUID id,
            @RequestParam String choice,
            @RequestParam(defaultValue = "") String approved,
            @RequestParam long revision,
            @AuthenticationPrincipal Person person,
            RedirectAttributes told) {
        return set(UpdatePolicy.Kind.WINDOW, id, choice, approved, revision, person, told);
    }

    @PostMapping("/updates/bundles/{id}")
    String setForBundle(
            @PathVariable UUID id,
            @RequestParam String choice,
            @RequestParam(defaultValue = "") String approved,
            @RequestParam long revision,
            @AuthenticationPrincipal Person person,
            RedirectAttributes told) {
        return set(UpdatePolicy.Kind.BUNDLE, id, choice, approved, revision, person, told);
    }

    /** For the desktop's page, which loads it. */
    @GetMapping("/desktops/{id}/updates")
    String ofDesktop(@PathVariable UUID id, Model model) {
        model.addAttribute("lines", updates.of(new DesktopId(id)));
        return "admin/updates :: history";
    }

    private String set(
            UpdatePolicy.Kind kind,
            UUID id,
            String choice,
            String approved,
            long revision,
            Person person,
            RedirectAttributes told) {
        try {
            Optional<UpdateSpec> spec =
                    choice(choice).map(chosen -> new UpdateSpec(chosen, UpdateSpec.names(approved)));
            if (spec.isPresent() || revision > 0) {
                updates.set(kind, id, spec.orElse(null), revision, Actor.of(person));
            }
        } catch (IllegalArgumentException | StaleRevisionException e) {
            told.addFlashAttribute("failed", e.getMessage());
        }
        return BACK;
    }

    private static Optional<UpdateChoice> choice(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(UpdateChoice.valueOf(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "choice is '" + text + "'; allowed are ALL, SECURITY, NONE, or nothing.", e);
        }
    }
}
