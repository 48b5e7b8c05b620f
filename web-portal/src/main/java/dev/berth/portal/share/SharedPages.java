package dev.berth.portal.share;

import dev.berth.broker.access.Author;
import dev.berth.broker.access.ShareId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.recording.Recordings;
import dev.berth.broker.session.TicketSecret;
import dev.berth.broker.share.Share;
import dev.berth.broker.share.Shares;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The page in which a guest sees somebody's session, and the one that a link leads to. */
@Controller
class SharedPages {

    private final Shares shares;
    private final Recordings recordings;

    SharedPages(Shares shares, Recordings recordings) {
        this.shares = shares;
        this.recordings = recordings;
    }

    @GetMapping("/shared/{id}")
    String shared(@PathVariable UUID id, Model model, @AuthenticationPrincipal Person person) {
        Share share = shares.asGuest(new ShareId(id), person);
        model.addAttribute("share", share);
        model.addAttribute("recorded", recordings.policyOf(share.session()).records());
        return "share/shared";
    }

    /** Only shows a button: a program that looks at links takes nothing. */
    @GetMapping("/shared/link/{link}")
    String link(@PathVariable String link, Model model) {
        model.addAttribute("link", link);
        return "share/link";
    }

    @PostMapping("/shared/link/{link}")
    String take(
            @PathVariable String link,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes back) {
        try {
            Share share = shares.take(new TicketSecret(link), new Author(person, RequestOrigin.addressOf(request)));
            return "redirect:/shared/" + share.id();
        } catch (ChangeRefusedException | IllegalArgumentException e) {
            back.addFlashAttribute("failed", String.valueOf(e.getMessage()));
            return "redirect:/";
        }
    }

    /** Says no to an invitation, from any page. */
    @PostMapping("/shared/{id}/decline")
    String decline(@PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        shares.leave(new ShareId(id), new Author(person, RequestOrigin.addressOf(request)));
        return "redirect:/";
    }
}
