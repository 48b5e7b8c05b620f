package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.desktop.Copies;
import dev.berth.broker.desktop.CopyPolicy;
import dev.berth.broker.directory.Person;
import dev.berth.broker.selfservice.BundleBoundsBook;
import dev.berth.broker.session.ChannelBook;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * What is set for a bundle beside its specification, and shown on its page: the channels of its sessions, what people may
 * choose for their own desktops of it, and whether copies of their snapshots are kept on second hosts.
 */
@Controller
@RequestMapping("/admin/bundles/{id}")
class BundleRulesPages {

    private static final String BACK = "redirect:/admin/bundles/";

    private final JdbcBundles bundles;
    private final ChannelBook channels;
    private final BundleBoundsBook choices;
    private final Copies copies;
    private final MessageSource messages;

    BundleRulesPages(
            JdbcBundles bundles,
            ChannelBook channels,
            BundleBoundsBook choices,
            Copies copies,
            MessageSource messages) {
        this.bundles = bundles;
        this.channels = channels;
        this.choices = choices;
        this.copies = copies;
        this.messages = messages;
    }

    @PostMapping("/channels")
    String channels(
            @PathVariable UUID id,
            BundleChannelsForm form,
            @AuthenticationPrincipal Person person,
            RedirectAttributes told) {
        boolean saved = saved(
                id,
                "channels.saved",
                told,
                bundle -> channels.change(bundle, form.revision(), form.rules(), Actor.of(person)));
        if (!saved) {
            told.addFlashAttribute("channels", form);
        }
        return BACK + id;
    }

    @PostMapping("/self-service")
    String choices(
            @PathVariable UUID id,
            BundleChoicesForm form,
            @AuthenticationPrincipal Person person,
            RedirectAttributes told) {
        boolean saved = saved(
                id,
                "self-service.saved",
                told,
                bundle -> choices.change(bundle, form.revision(), form.bounds(), Actor.of(person)));
        if (!saved) {
            told.addFlashAttribute("choices", form);
        }
        return BACK + id;
    }

    @PostMapping("/copies")
    String copies(
            @PathVariable UUID id,
            @RequestParam long revision,
            @RequestParam(required = false) @Nullable String otherHost,
            @AuthenticationPrincipal Person person,
            RedirectAttributes told) {
        CopyPolicy policy = otherHost == null ? CopyPolicy.OFF : CopyPolicy.OTHER_HOST;
        saved(id, "copies.saved", told, bundle -> copies.change(bundle, revision, policy, Actor.of(person)));
        return BACK + id;
    }

    /** False, with the reason told, where it was refused. */
    private boolean saved(UUID id, String done, RedirectAttributes told, Consumer<BundleId> change) {
        BundleId bundle = bundles.require(new BundleId(id)).id();
        try {
            change.accept(bundle);
            told.addFlashAttribute("done", messages.getMessage(done, null, LocaleContextHolder.getLocale()));
            return true;
        } catch (IllegalArgumentException | StaleRevisionException e) {
            told.addFlashAttribute("failed", String.valueOf(e.getMessage()));
            return false;
        }
    }
}
