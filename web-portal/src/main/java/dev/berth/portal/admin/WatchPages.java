package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.region.AliasId;
import dev.berth.broker.witness.Watches;
import java.util.Locale;
import java.util.UUID;
import org.springframework.context.MessageSource;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Switches failover of an alias by itself on and off; the alias's own page shows how it stands. */
@Controller
@RequestMapping("/admin/regions/aliases/{id}/watch")
class WatchPages {

    private final Watches watches;
    private final MessageSource messages;

    WatchPages(Watches watches, MessageSource messages) {
        this.watches = watches;
        this.messages = messages;
    }

    @PostMapping
    String on(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String witness,
            @RequestParam(defaultValue = "0") String mayLose,
            @AuthenticationPrincipal Person person,
            Locale language,
            RedirectAttributes told) {
        return tried(
                id,
                told,
                messages.getMessage("watch.switched-on", null, language),
                () -> watches.on(new AliasId(id), witness, Problems.whole("mayLose", mayLose), Actor.of(person)));
    }

    @PostMapping("/off")
    String off(
            @PathVariable UUID id, @AuthenticationPrincipal Person person, Locale language, RedirectAttributes told) {
        return tried(
                id,
                told,
                messages.getMessage("watch.switched-off", null, language),
                () -> watches.off(new AliasId(id), Actor.of(person)));
    }

    @PostMapping("/alone")
    String alone(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String name,
            @AuthenticationPrincipal Person person,
            Locale language,
            RedirectAttributes told) {
        return tried(
                id,
                told,
                messages.getMessage("watch.serves-alone", null, language),
                () -> watches.serveAlone(new AliasId(id), name, Actor.of(person)));
    }

    private static String tried(UUID id, RedirectAttributes told, String done, Runnable verb) {
        try {
            verb.run();
            told.addFlashAttribute("done", done);
        } catch (IllegalArgumentException | ChangeRefusedException e) {
            told.addFlashAttribute("failed", String.valueOf(e.getMessage()));
        }
        return "redirect:/people/aliases/" + id;
    }
}
