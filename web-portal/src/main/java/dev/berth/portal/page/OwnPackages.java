package dev.berth.portal.page;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.software.DesktopPackages;
import dev.berth.broker.software.PackageLine;
import dev.berth.broker.software.SoftwareId;
import dev.berth.portal.door.OwnDesktopDoor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Packages on a person's own desktop: those that they install and remove, and those that they have to have. */
@Controller
@RequestMapping("/desktops/{id}/packages")
class OwnPackages {

    private final OwnDesktopDoor door;
    private final DesktopPackages packages;

    OwnPackages(OwnDesktopDoor door, DesktopPackages packages) {
        this.door = door;
        this.packages = packages;
    }

    /** For the desktop's page, which loads it again and again. */
    @GetMapping
    String list(
            @PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request, Model model) {
        var desktop = new DesktopId(id);
        door.requireUse(desktop, person, request);
        model.addAttribute("id", id);
        model.addAttribute(
                "lines",
                packages.of(desktop).stream().filter(PackageLine::shownToPerson).toList());
        return "packages :: own";
    }

    @PostMapping("/{software}")
    String choose(
            @PathVariable UUID id,
            @PathVariable UUID software,
            @RequestParam boolean installed,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        var desktop = new DesktopId(id);
        door.requireUse(desktop, person, request);
        try {
            packages.choose(desktop, new SoftwareId(software), installed, Actor.of(person));
        } catch (ChangeRefusedException e) {
            told.addFlashAttribute("failed", e.getMessage());
        }
        return "redirect:/desktops/" + id + "#packages";
    }
}
