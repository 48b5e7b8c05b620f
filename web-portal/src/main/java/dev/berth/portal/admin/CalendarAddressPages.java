package dev.berth.portal.admin;

import dev.berth.broker.directory.Person;
import dev.berth.broker.token.CalendarAddresses;
import dev.berth.broker.token.TokenSecret;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** A person's secret address of the calendar, for programs that cannot sign in. */
@Controller
@RequestMapping("/admin/maintenance/calendar/address")
class CalendarAddressPages {

    private final CalendarAddresses addresses;
    private final MaintenanceCalendarPage page;
    private final MessageSource messages;

    CalendarAddressPages(CalendarAddresses addresses, MaintenanceCalendarPage page, MessageSource messages) {
        this.addresses = addresses;
        this.page = page;
        this.messages = messages;
    }

    /** Answers with the page itself: the secret goes into this answer and nowhere else. */
    @PostMapping
    String make(
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model,
            Locale locale) {
        response.setHeader("Cache-Control", "no-store");
        TokenSecret secret = addresses.make(person, RequestOrigin.addressOf(request));
        model.addAttribute(
                "made",
                ServletUriComponentsBuilder.fromContextPath(request)
                        .path("/calendar/" + secret.reveal() + ".ics")
                        .toUriString());
        return page.show(null, null, person, model, locale);
    }

    @PostMapping("/revoke")
    String revoke(
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told,
            Locale locale) {
        addresses.revoke(person, RequestOrigin.addressOf(request));
        told.addFlashAttribute("done", messages.getMessage("calendar.address.revoked", null, locale));
        return "redirect:/admin/maintenance/calendar";
    }
}
