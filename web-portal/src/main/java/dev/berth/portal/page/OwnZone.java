package dev.berth.portal.page;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopZones;
import dev.berth.broker.directory.Person;
import dev.berth.portal.door.AccessRefusedException;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.UUID;
import org.springframework.context.MessageSource;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** By which clock a desktop's nights and Sundays are, as its person or an admin chooses. */
@Controller
class OwnZone {

    private final DesktopZones zones;
    private final Access access;
    private final MessageSource messages;

    OwnZone(DesktopZones zones, Access access, MessageSource messages) {
        this.zones = zones;
        this.access = access;
        this.messages = messages;
    }

    @PostMapping("/desktops/{id}/zone")
    String own(
            @PathVariable UUID id,
            @RequestParam String zone,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told,
            Locale locale) {
        var intent = new Intent.UseDesktop(new DesktopId(id));
        if (access.decide(person, RequestOrigin.addressOf(request), intent) instanceof AccessDecision.Refused refused) {
            throw new AccessRefusedException(refused);
        }
        tell(() -> zones.choose(new DesktopId(id), zone, Actor.of(person)), told, locale);
        return "redirect:/desktops/" + id;
    }

    @PostMapping("/admin/desktops/{id}/zone")
    String admin(
            @PathVariable UUID id,
            @RequestParam String zone,
            @AuthenticationPrincipal Person person,
            RedirectAttributes told,
            Locale locale) {
        tell(() -> zones.set(new DesktopId(id), zone, Actor.of(person)), told, locale);
        return "redirect:/admin/desktops/" + id;
    }

    private void tell(Runnable change, RedirectAttributes told, Locale locale) {
        try {
            change.run();
            told.addFlashAttribute("done", messages.getMessage("zone.saved", null, locale));
        } catch (IllegalArgumentException | ChangeRefusedException e) {
            told.addFlashAttribute("failed", e.getMessage());
        }
    }
}
