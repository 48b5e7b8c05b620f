package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.desktop.Copies;
import dev.berth.broker.desktop.CopyPolicy;
import dev.berth.broker.directory.Person;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Whether desktops of a bundle have copies of their snapshots on second hosts; shown on the bundle's page. */
@Controller
class BundleCopiesPages {

    private final Copies copies;
    private final MessageSource messages;

    BundleCopiesPages(Copies copies, MessageSource messages) {
        this.copies = copies;
        this.messages = messages;
    }

    @PostMapping("/admin/bundles/{id}/copies")
    String change(
            @PathVariable UUID id,
            @RequestParam long revision,
            @RequestParam(required = false) @Nullable String otherHost,
            @AuthenticationPrincipal Person person,
            Locale language,
            RedirectAttributes told) {
        CopyPolicy policy = otherHost == null ? CopyPolicy.OFF : CopyPolicy.OTHER_HOST;
        try {
            copies.change(new BundleId(id), revision, policy, Actor.of(person));
            told.addFlashAttribute("done", messages.getMessage("copies.saved", null, language));
        } catch (StaleRevisionException e) {
            told.addFlashAttribute("failed", String.valueOf(e.getMessage()));
        }
        return "redirect:/admin/bundles/" + id;
    }
}
