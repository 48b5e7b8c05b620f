package dev.berth.portal.page;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.maintenance.Announcements;
import dev.berth.broker.maintenance.Deferrals;
import dev.berth.broker.maintenance.RolloutDeferrals;
import dev.berth.broker.maintenance.RolloutId;
import dev.berth.broker.maintenance.WindowId;
import dev.berth.portal.door.OwnDesktopDoor;
import jakarta.servlet.http.HttpServletRequest;
import java.time.LocalDate;
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

/** The maintenance of a person's own desktops in the coming days, which they may put off. */
@Controller
@RequestMapping("/desktops")
class OwnMaintenance {

    private final OwnDesktopDoor door;
    private final Deferrals deferrals;
    private final Announcements announcements;
    private final RolloutDeferrals rollouts;

    OwnMaintenance(OwnDesktopDoor door, Deferrals deferrals, Announcements announcements, RolloutDeferrals rollouts) {
        this.door = door;
        this.rollouts = rollouts;
        this.deferrals = deferrals;
        this.announcements = announcements;
    }

    /** For the first page, which loads it. */
    @GetMapping("/maintenance")
    String upcoming(@AuthenticationPrincipal Person person, Model model) {
        model.addAttribute("turns", deferrals.of(person.id()));
        model.addAttribute("announced", announcements.to(person.id()));
        return "maintenance :: upcoming";
    }

    @PostMapping("/{id}/maintenance/defer")
    String defer(
            @PathVariable UUID id,
            @RequestParam UUID window,
            @RequestParam LocalDate day,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        DesktopId desktop = own(id, person, request);
        return tried(told, () -> deferrals.defer(person.id(), desktop, new WindowId(window), day, Actor.of(person)));
    }

    @PostMapping("/{id}/maintenance/undo")
    String undo(
            @PathVariable UUID id,
            @RequestParam UUID window,
            @RequestParam LocalDate day,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        DesktopId desktop = own(id, person, request);
        return tried(told, () -> deferrals.undo(person.id(), desktop, new WindowId(window), day, Actor.of(person)));
    }

    @PostMapping("/{id}/rollouts/{rollout}/defer")
    String deferRollout(
            @PathVariable UUID id,
            @PathVariable UUID rollout,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        DesktopId desktop = own(id, person, request);
        return tried(told, () -> rollouts.defer(person.id(), desktop, new RolloutId(rollout), Actor.of(person)));
    }

    @PostMapping("/{id}/rollouts/{rollout}/undo")
    String undoRollout(
            @PathVariable UUID id,
            @PathVariable UUID rollout,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        DesktopId desktop = own(id, person, request);
        return tried(told, () -> rollouts.undo(person.id(), desktop, new RolloutId(rollout), Actor.of(person)));
    }

    /** The desktop, which the person may use. */
    private DesktopId own(UUID id, Person person, HttpServletRequest request) {
        var desktop = new DesktopId(id);
        door.requireUse(desktop, person, request);
        return desktop;
    }

    private static String tried(RedirectAttributes told, Runnable verb) {
        try {
            verb.run();
        } catch (ChangeRefusedException e) {
            told.addFlashAttribute("failed", e.getMessage());
        }
        return "redirect:/";
    }
}
