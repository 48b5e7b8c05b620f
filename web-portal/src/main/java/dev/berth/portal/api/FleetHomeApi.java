package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.desktop.Homes;
import dev.berth.broker.desktop.Homes.Kept;
import dev.berth.broker.directory.Person;
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

/** The homes that people have on a fleet. */
@RestController
@RequestMapping("/api/v1/fleets/{id}/homes")
class FleetHomeApi {

    private final Homes homes;

    FleetHomeApi(Homes homes) {
        this.homes = homes;
    }

    /** @param account of the person whose home it is, typed: this cannot be meant for another */
    record Ending(String account) {}

    /** The present ones first; then those that were given up and not deleted. */
    @GetMapping
    List<Kept> list(@PathVariable UUID id, @RequestParam(defaultValue = "100") int limit) {
        return homes.of(new FleetId(id), Asked.limit(limit));
    }

    @GetMapping("/{home}")
    Kept one(@PathVariable UUID id, @PathVariable UUID home) {
        return homes.get(new FleetId(id), home);
    }

    /** Lets its person begin anew with an empty one; the volume stays where it is. */
    @PostMapping("/{home}/giving-up")
    Kept giveUp(
            @PathVariable UUID id,
            @PathVariable UUID home,
            @RequestBody Ending wanted,
            @AuthenticationPrincipal Person person) {
        homes.giveUp(new FleetId(id), home, wanted.account(), Actor.of(person));
        return homes.get(new FleetId(id), home);
    }

    /** Deletes the volume of one that was given up, for good. */
    @PostMapping("/{home}/deletion")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(
            @PathVariable UUID id,
            @PathVariable UUID home,
            @RequestBody Ending wanted,
            @AuthenticationPrincipal Person person) {
        homes.delete(new FleetId(id), home, wanted.account(), Actor.of(person));
    }
}
