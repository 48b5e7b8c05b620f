package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Leftovers;
import dev.berth.broker.desktop.Leftovers.Left;
import dev.berth.broker.directory.Person;
import dev.berth.broker.host.HostId;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What a host that was lost holds of desktops that went on elsewhere. */
@RestController
@RequestMapping("/api/v1/hosts/{id}/leftovers")
class HostLeftoverApi {

    private static final int MOST = 1_000;

    private final Leftovers leftovers;

    HostLeftoverApi(Leftovers leftovers) {
        this.leftovers = leftovers;
    }

    /** @param hostname the desktop's host name, typed: this cannot be meant for another */
    record Deletion(String hostname) {}

    /** @param name the host's, typed: this cannot be meant for another */
    record GivingUp(String name) {}

    /** @param desktops of how many it was */
    record GivenUp(int desktops) {}

    @GetMapping
    List<Left> list(@PathVariable UUID id, @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit is " + limit + "; allowed are 1 to " + MOST + ".");
        }
        return leftovers.on(new HostId(id), limit);
    }

    /** Takes all that is left off the list, of a host that is lost and never answers again. */
    @PostMapping("/giving-up")
    GivenUp giveUp(@PathVariable UUID id, @RequestBody GivingUp wanted, @AuthenticationPrincipal Person person) {
        return new GivenUp(leftovers.giveUp(new HostId(id), wanted.name(), Actor.of(person)));
    }

    /** What deleting it would delete. */
    @GetMapping("/{desktop}")
    Left one(@PathVariable UUID id, @PathVariable UUID desktop) {
        return leftovers.of(new HostId(id), new DesktopId(desktop));
    }

    /** Writes down that somebody looked, and that it stays. */
    @PostMapping("/{desktop}/keep")
    Left keep(@PathVariable UUID id, @PathVariable UUID desktop, @AuthenticationPrincipal Person person) {
        return leftovers.keep(new HostId(id), new DesktopId(desktop), Actor.of(person));
    }

    /** Deletes its volumes for good. */
    @PostMapping("/{desktop}/deletion")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(
            @PathVariable UUID id,
            @PathVariable UUID desktop,
            @RequestBody Deletion deletion,
            @AuthenticationPrincipal Person person) {
        leftovers.delete(new HostId(id), new DesktopId(desktop), deletion.hostname(), Actor.of(person));
    }
}
