package dev.berth.portal.helpdesk;

import dev.berth.broker.access.Author;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.share.Share;
import dev.berth.broker.share.ShareReason;
import dev.berth.broker.share.Shares;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Helpdesk asks somebody to let them see their session. Nothing is shown until they say yes. */
@Controller
class ShadowPages {

    private final PersonThings things;
    private final Shares shares;

    ShadowPages(PersonThings things, Shares shares) {
        this.things = things;
        this.shares = shares;
    }

    @PostMapping("/people/{id}/sessions/{session}/shadow")
    String ask(
            @PathVariable UUID id,
            @PathVariable UUID session,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(defaultValue = "false") boolean control,
            @AuthenticationPrincipal Person author,
            HttpServletRequest request,
            RedirectAttributes back) {
        var view = things.session(new PersonId(id), new SessionId(session));
        try {
            Share share = shares.askToShadow(
                    view,
                    new Shares.Wish(control, null, new ShareReason(reason)),
                    new Author(author, RequestOrigin.addressOf(request)));
            return "redirect:/shared/" + share.id();
        } catch (ChangeRefusedException | IllegalArgumentException e) {
            back.addFlashAttribute("failed", String.valueOf(e.getMessage()));
            return "redirect:/people/" + id;
        }
    }

    /**
     * @param reason one line that the person reads
     * @param minutes from the moment of joining; null for the usual time
     */
    record Asking(
            @Nullable String reason,
            boolean control,
            @Nullable Integer minutes) {}

    /** @param share what {@code /api/v1/shares/{id}} tells of, and {@code /shared/{id}} shows */
    record Asked(UUID share) {}

    @PostMapping("/api/v1/people/{id}/sessions/{session}/shadow")
    @ResponseBody
    @ResponseStatus(HttpStatus.CREATED)
    Asked askByProgram(
            @PathVariable UUID id,
            @PathVariable UUID session,
            @RequestBody Asking asking,
            @AuthenticationPrincipal Person author,
            HttpServletRequest request) {
        var reason = new ShareReason(asking.reason() == null ? "" : asking.reason());
        Share share = shares.askToShadow(
                things.session(new PersonId(id), new SessionId(session)),
                new Shares.Wish(asking.control(), asking.minutes(), reason),
                new Author(author, RequestOrigin.addressOf(request)));
        return new Asked(share.id().value());
    }
}
