package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.Homes;
import dev.berth.broker.directory.Person;
import dev.berth.broker.fleet.Fleet;
import dev.berth.broker.fleet.Fleets;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The homes that people have on a fleet, and their end. */
@Controller
@RequestMapping("/admin/fleets/{id}/homes")
class FleetHomePages {

    private static final int SHOWN = 500;

    private final Fleets fleets;
    private final Homes homes;
    private final Names names;

    FleetHomePages(Fleets fleets, Homes homes, Names names) {
        this.fleets = fleets;
        this.homes = homes;
        this.names = names;
    }

    @GetMapping
    String list(@PathVariable UUID id, Model model) {
        Fleet fleet = require(id);
        model.addAttribute("homes", homes.of(fleet.id(), SHOWN));
        return shown(model, fleet, "admin/fleet-homes");
    }

    @GetMapping("/{home}")
    String one(@PathVariable UUID id, @PathVariable UUID home, Model model) {
        return page(model, require(id), home, Map.of());
    }

    /** @param account the person's, typed */
    @PostMapping("/{home}/give-up")
    String giveUp(
            @PathVariable UUID id,
            @PathVariable UUID home,
            @RequestParam String account,
            @AuthenticationPrincipal Person person,
            Model model) {
        return change(model, id, home, () -> homes.giveUp(new FleetId(id), home, account, Actor.of(person)));
    }

    /** @param account the person's, typed */
    @PostMapping("/{home}/delete")
    String delete(
            @PathVariable UUID id,
            @PathVariable UUID home,
            @RequestParam String account,
            @AuthenticationPrincipal Person person,
            Model model) {
        return change(model, id, home, () -> homes.delete(new FleetId(id), home, account, Actor.of(person)));
    }

    private String change(Model model, UUID id, UUID home, Runnable change) {
        Fleet fleet = require(id);
        try {
            change.run();
            return "redirect:/admin/fleets/" + id + "/homes";
        } catch (ChangeRefusedException e) {
            return page(model, fleet, home, Problems.of(e, Set.of("account")));
        }
    }

    private String page(Model model, Fleet fleet, UUID home, Map<String, String> problems) {
        model.addAttribute("home", homes.get(fleet.id(), home));
        model.addAttribute("problems", problems);
        return shown(model, fleet, "admin/fleet-home");
    }

    private String shown(Model model, Fleet fleet, String view) {
        model.addAttribute("fleet", fleet);
        model.addAttribute("name", names.bundles().getOrDefault(fleet.spec().bundle(), ""));
        return view;
    }

    private Fleet require(UUID id) {
        return fleets.find(new FleetId(id)).orElseThrow(() -> new NotFoundException("fleet", id));
    }
}
