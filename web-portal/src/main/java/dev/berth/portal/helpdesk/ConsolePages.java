package dev.berth.portal.helpdesk;

import dev.berth.broker.access.Author;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.helpdesk.Consoles;
import dev.berth.broker.helpdesk.LookReason;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What a desktop's console shows: a picture, made anew for each look and kept nowhere. */
@Controller
class ConsolePages {

    private final PersonThings things;
    private final Consoles consoles;

    ConsolePages(PersonThings things, Consoles consoles) {
        this.things = things;
        this.consoles = consoles;
    }

    /** Not a GET: it is written down, and the person is told. */
    @PostMapping("/people/{id}/desktops/{desktop}/screenshot")
    String look(
            @PathVariable UUID id,
            @PathVariable UUID desktop,
            @RequestParam(defaultValue = "") String reason,
            @AuthenticationPrincipal Person author,
            HttpServletRequest request,
            Model model,
            RedirectAttributes back) {
        Desktop found = things.desktop(new PersonId(id), new DesktopId(desktop));
        try {
            byte[] picture =
                    consoles.look(found, new LookReason(reason), new Author(author, RequestOrigin.addressOf(request)));
            model.addAttribute(
                    "picture", "data:image/png;base64," + Base64.getEncoder().encodeToString(picture));
        } catch (ChangeRefusedException | IllegalArgumentException e) {
            back.addFlashAttribute("failed", String.valueOf(e.getMessage()));
            return "redirect:/people/" + id;
        }
        model.addAttribute("id", id);
        model.addAttribute("reason", reason);
        model.addAttribute("desktop", found);
        return "people/console";
    }

    /** @param reason one line that the person reads */
    record Looking(@Nullable String reason) {}

    /** A PNG. Not a GET: it needs a reason, is written down, and the person is told. */
    @PostMapping(path = "/api/v1/people/{id}/desktops/{desktop}/screenshot")
    @ResponseBody
    ResponseEntity<byte[]> picture(
            @PathVariable UUID id,
            @PathVariable UUID desktop,
            @RequestBody Looking looking,
            @AuthenticationPrincipal Person author,
            HttpServletRequest request) {
        var reason = new LookReason(looking.reason() == null ? "" : looking.reason());
        Desktop found = things.desktop(new PersonId(id), new DesktopId(desktop));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.IMAGE_PNG)
                .body(consoles.look(found, reason, new Author(author, RequestOrigin.addressOf(request))));
    }
}
