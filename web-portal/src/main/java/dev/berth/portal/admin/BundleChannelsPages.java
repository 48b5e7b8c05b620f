package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.session.ChannelBook;
import java.util.Locale;
import java.util.UUID;
import org.springframework.context.MessageSource;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Which channels the sessions of a bundle have; shown on the bundle's page. */
@Controller
class BundleChannelsPages {

    private final ChannelBook book;
    private final JdbcBundles bundles;
    private final MessageSource messages;

    BundleChannelsPages(ChannelBook book, JdbcBundles bundles, MessageSource messages) {
        this.book = book;
        this.bundles = bundles;
        this.messages = messages;
    }

    @PostMapping("/admin/bundles/{id}/channels")
    String change(
            @PathVariable UUID id,
            BundleChannelsForm form,
            @AuthenticationPrincipal Person person,
            Locale language,
            RedirectAttributes told) {
        var bundle = new BundleId(id);
        if (bundles.find(bundle).isEmpty()) {
            throw new NotFoundException("bundle", id);
        }
        try {
            book.change(bundle, form.revision(), form.rules(), Actor.of(person));
            told.addFlashAttribute("done", messages.getMessage("channels.saved", null, language));
        } catch (IllegalArgumentException | StaleRevisionException e) {
            told.addFlashAttribute("failed", String.valueOf(e.getMessage()));
            told.addFlashAttribute("channels", form);
        }
        return "redirect:/admin/bundles/" + id;
    }
}
