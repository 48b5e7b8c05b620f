package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopZones;
import dev.berth.broker.directory.Person;
import java.time.ZoneId;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The clock that desktops of a bundle go by. */
@Controller
@RequestMapping("/admin/bundles/{id}/zone")
class BundleZonePages {

    private final DesktopZones zones;
    private final MessageSource messages;

    BundleZonePages(DesktopZones zones, MessageSource messages) {
        this.zones = zones;
        this.messages = messages;
    }

    /** For the bundle's page, which loads it. */
    @GetMapping
    String show(@PathVariable UUID id, Model model) {
        model.addAttribute("id", id);
        model.addAttribute("zone", zones.of(new BundleId(id)).map(ZoneId::getId).orElse(""));
        model.addAttribute("zones", new TreeSet<>(ZoneId.getAvailableZoneIds()));
        return "admin/bundle-zone :: zone";
    }

    @PostMapping
    String set(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String zone,
            @AuthenticationPrincipal Person person,
            RedirectAttributes told) {
        try {
            zones.set(new BundleId(id), zone, Actor.of(person));
            told.addFlashAttribute("done", messages.getMessage("zone.saved", null, LocaleContextHolder.getLocale()));
        } catch (IllegalArgumentException e) {
            told.addFlashAttribute("failed", e.getMessage());
        }
        return "redirect:/admin/bundles/" + id;
    }
}
