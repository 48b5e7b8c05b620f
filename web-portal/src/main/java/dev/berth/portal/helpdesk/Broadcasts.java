package dev.berth.portal.helpdesk;

import dev.berth.broker.access.Author;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.directory.Person;
import dev.berth.broker.helpdesk.Help;
import dev.berth.broker.session.MessageText;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** One message for everybody who has a session now, or for those on desktops of one bundle; by page and by API. */
@Controller
class Broadcasts {

    private final Help help;
    private final JdbcBundles bundles;
    private final MessageSource messages;

    Broadcasts(Help help, JdbcBundles bundles, MessageSource messages) {
        this.help = help;
        this.bundles = bundles;
        this.messages = messages;
    }

    /** @param bundle null for everybody */
    record Broadcast(@Nullable UUID bundle, @Nullable String text) {}

    /** @param sessions that were told */
    record Told(int sessions) {}

    @PostMapping("/api/v1/people/broadcasts")
    @ResponseBody
    Told broadcast(
            @RequestBody Broadcast broadcast, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        String text = broadcast.text() == null ? "" : broadcast.text();
        return new Told(tell(broadcast.bundle(), text, person, request));
    }

    @GetMapping("/people/broadcast")
    String form(Model model) {
        model.addAttribute("bundles", bundles.list());
        model.addAttribute("longest", MessageText.LONGEST);
        return "people/broadcast";
    }

    @PostMapping("/people/broadcast")
    String send(
            @RequestParam(required = false) @Nullable UUID bundle,
            @RequestParam(defaultValue = "") String text,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            Locale language,
            RedirectAttributes told) {
        try {
            int sessions = tell(bundle, text, person, request);
            told.addFlashAttribute("done", messages.getMessage("broadcast.done", new Object[] {sessions}, language));
        } catch (IllegalArgumentException e) {
            told.addFlashAttribute("failed", String.valueOf(e.getMessage()));
            told.addFlashAttribute("text", text);
        }
        return "redirect:/people/broadcast";
    }

    private int tell(@Nullable UUID bundle, String text, Person person, HttpServletRequest request) {
        Optional<BundleId> scope = Optional.ofNullable(bundle).map(BundleId::new);
        scope.ifPresent(bundles::require);
        return help.broadcast(scope, new MessageText(text), new Author(person, RequestOrigin.addressOf(request)));
    }
}
