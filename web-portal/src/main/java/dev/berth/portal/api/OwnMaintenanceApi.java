package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
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
import java.util.List;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The maintenance of one's own desktops in the coming days, and putting it off. */
@RestController
@RequestMapping("/api/v1/me")
class OwnMaintenanceApi {

    private final OwnDesktopDoor door;
    private final Deferrals deferrals;
    private final Announcements announcements;
    private final RolloutDeferrals rollouts;

    OwnMaintenanceApi(
            OwnDesktopDoor door, Deferrals deferrals, Announcements announcements, RolloutDeferrals rollouts) {
        this.door = door;
        this.rollouts = rollouts;
        this.deferrals = deferrals;
        this.announcements = announcements;
    }

    /** The next first. */
    @GetMapping("/maintenance")
    List<Deferrals.Turn> upcoming(@AuthenticationPrincipal Person person) {
        return deferrals.of(person.id());
    }

    /** What admins announced beside the windows; of it, roll-outs can be put off until they begin. */
    @GetMapping("/maintenance/announced")
    List<Announcements.Coming> announced(@AuthenticationPrincipal Person person) {
        return announcements.to(person.id());
    }

    /** Leaves the desktop alone that day; its next turn is the window's next. */
    @PutMapping("/desktops/{id}/maintenance/{window}/{day}/deferral")
    List<Deferrals.Turn> defer(
            @PathVariable UUID id,
            @PathVariable UUID window,
            @PathVariable LocalDate day,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        door.requireUse(new DesktopId(id), person, request);
        deferrals.defer(person.id(), new DesktopId(id), new WindowId(window), day, Actor.of(person));
        return deferrals.of(person.id());
    }

    /** Takes it back, before the window opens. */
    @DeleteMapping("/desktops/{id}/maintenance/{window}/{day}/deferral")
    List<Deferrals.Turn> undo(
            @PathVariable UUID id,
            @PathVariable UUID window,
            @PathVariable LocalDate day,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        door.requireUse(new DesktopId(id), person, request);
        deferrals.undo(person.id(), new DesktopId(id), new WindowId(window), day, Actor.of(person));
        return deferrals.of(person.id());
    }

    /** The roll-out comes to the desktop later than to the others. */
    @PutMapping("/desktops/{id}/rollouts/{rollout}/deferral")
    List<Announcements.Coming> deferRollout(
            @PathVariable UUID id,
            @PathVariable UUID rollout,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        door.requireUse(new DesktopId(id), person, request);
        rollouts.defer(person.id(), new DesktopId(id), new RolloutId(rollout), Actor.of(person));
        return announcements.to(person.id());
    }

    /** Takes it back, before the roll-out begins. */
    @DeleteMapping("/desktops/{id}/rollouts/{rollout}/deferral")
    List<Announcements.Coming> undoRollout(
            @PathVariable UUID id,
            @PathVariable UUID rollout,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        door.requireUse(new DesktopId(id), person, request);
        rollouts.undo(person.id(), new DesktopId(id), new RolloutId(rollout), Actor.of(person));
        return announcements.to(person.id());
    }
}
