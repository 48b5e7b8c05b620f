package dev.berth.portal.helpdesk;

import dev.berth.broker.alias.Failover;
import dev.berth.broker.alias.FailoverPreview;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.AliasStanding;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.JdbcResidents;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.witness.WatchStanding;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Which region serves whom, for helpdesk: redirect an alias after a look at what it means, or move one person. */
@Controller
@RequestMapping("/people/aliases")
class AliasPages {

    private static final int SHOWN = 50;
    private static final String PLACE = "redirect:/people/aliases/";

    private final JdbcRegions regions;
    private final Failover failover;
    private final ServedPeople people;
    private final WatchStanding watches;
    private final MessageSource messages;

    AliasPages(
            JdbcRegions regions,
            Failover failover,
            ServedPeople people,
            WatchStanding watches,
            MessageSource messages) {
        this.regions = regions;
        this.failover = failover;
        this.people = people;
        this.watches = watches;
        this.messages = messages;
    }

    /** An alias in the list. */
    public record Row(ConnectionAlias alias, AliasStanding standing) {}

    @GetMapping
    String list(Model model) {
        RegionMap map = regions.map();
        model.addAttribute("self", map.self());
        model.addAttribute(
                "rows",
                map.aliases().stream()
                        .map(alias -> new Row(alias, RegionPlanner.standing(map, alias)))
                        .toList());
        return "people/aliases";
    }

    @GetMapping("/{id}")
    String one(@PathVariable UUID id, @RequestParam(defaultValue = "") String text, Model model) {
        RegionMap map = regions.map();
        ConnectionAlias alias = alias(map, id);
        model.addAttribute("self", map.self());
        model.addAttribute("alias", alias);
        model.addAttribute("standing", RegionPlanner.standing(map, alias));
        model.addAttribute("regions", map.regions());
        model.addAttribute("drain", map.drain().orElse(null));
        model.addAttribute("watch", watches.of(alias.id()).orElse(null));
        model.addAttribute("text", text);
        model.addAttribute("found", text.isBlank() ? List.of() : people.find(map, alias, text, SHOWN));
        return "people/alias";
    }

    @GetMapping("/{id}/redirect")
    String preview(@PathVariable UUID id, @RequestParam String to, Model model) {
        return preview(id, new RegionName(to), model, null);
    }

    @PostMapping("/{id}/redirect")
    String redirect(
            @PathVariable UUID id,
            @RequestParam String to,
            @RequestParam long epoch,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(defaultValue = "false") boolean now,
            @AuthenticationPrincipal Person person,
            Locale language,
            RedirectAttributes told,
            Model model) {
        var target = new RegionName(to);
        try {
            boolean waits = !now && !target.equals(regions.self());
            if (waits) {
                failover.handOver(new AliasId(id), target, epoch, name, reason, Actor.of(person));
            } else {
                failover.redirect(new AliasId(id), target, epoch, name, reason, Actor.of(person));
            }
            told.addFlashAttribute(
                    "done",
                    messages.getMessage(
                            waits ? "alias.drains" : "alias.redirected", new Object[] {target.value()}, language));
            return PLACE + id;
        } catch (ChangeRefusedException e) {
            return preview(id, target, model, e.getMessage());
        }
    }

    @PostMapping("/{id}/move")
    String move(
            @PathVariable UUID id,
            @RequestParam UUID who,
            @RequestParam String to,
            @AuthenticationPrincipal Person person,
            Locale language,
            RedirectAttributes told) {
        JdbcResidents.Resident resident = people.resident(new PersonId(who));
        try {
            failover.move(new AliasId(id), resident, new RegionName(to), Actor.of(person));
            told.addFlashAttribute(
                    "done", messages.getMessage("alias.moved", new Object[] {resident.displayName(), to}, language));
        } catch (ChangeRefusedException e) {
            told.addFlashAttribute("failed", String.valueOf(e.getMessage()));
        }
        told.addAttribute("text", resident.accountName());
        return PLACE + id;
    }

    private String preview(UUID id, RegionName to, Model model, @Nullable String refused) {
        FailoverPreview preview = failover.preview(new AliasId(id), to);
        model.addAttribute("preview", preview);
        model.addAttribute("refused", refused);
        return "people/alias-redirect";
    }

    private static ConnectionAlias alias(RegionMap map, UUID id) {
        return map.alias(new AliasId(id)).orElseThrow(() -> new NotFoundException("alias", id));
    }
}
