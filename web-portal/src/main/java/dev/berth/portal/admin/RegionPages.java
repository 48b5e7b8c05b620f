package dev.berth.portal.admin;

import dev.berth.broker.alias.Aliases;
import dev.berth.broker.alias.Pairings;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.AliasStanding;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.JdbcPeers;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.LinkHealth;
import dev.berth.broker.region.Peer;
import dev.berth.broker.region.PeerConnection;
import dev.berth.broker.region.RegionFacts;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionNews;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.region.SetUp;
import dev.berth.broker.region.Stance;
import dev.berth.portal.chart.RegionPicture;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The regions, the flow between them, and the aliases that they serve. */
@Controller
@RequestMapping("/admin/regions")
class RegionPages {

    private static final int SHOWN = 500;
    private static final String BACK = "redirect:/admin/regions";

    private final JdbcRegions regions;
    private final JdbcPeers peers;
    private final RegionNews news;
    private final Pairings pairings;
    private final Aliases aliases;
    private final SetUp setUp;

    RegionPages(
            JdbcRegions regions, JdbcPeers peers, RegionNews news, Pairings pairings, Aliases aliases, SetUp setUp) {
        this.regions = regions;
        this.peers = peers;
        this.news = news;
        this.pairings = pairings;
        this.aliases = aliases;
        this.setUp = setUp;
    }

    /** @param facts what the peer said of itself; null until something arrived */
    public record PeerRow(
            Peer peer, LinkHealth link, @Nullable RegionFacts facts) {}

    /** @param own whether it is changed here */
    public record AliasRow(ConnectionAlias alias, AliasStanding standing, boolean own) {

        /** As it is typed. */
        public String order() {
            return alias.regions().stream().map(RegionName::value).collect(Collectors.joining(", "));
        }
    }

    @GetMapping
    String list(@RequestHeader(name = "HX-Request", required = false) @Nullable String htmx, Model model) {
        return htmx == null ? page(model, PeerForm.fresh(), "", Map.of()) : flow(model);
    }

    private String flow(Model model) {
        RegionMap map = regions.map();
        List<PeerRow> rows = peers.list().stream()
                .map(peer ->
                        new PeerRow(peer, news.link(peer.name()), map.regions().get(peer.name())))
                .toList();
        Set<RegionName> serving = map.aliases().stream()
                .map(alias -> RegionPlanner.standing(map, alias).active())
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        model.addAttribute("self", map.self());
        model.addAttribute("facts", map.regions().get(map.self()));
        model.addAttribute("peers", rows);
        model.addAttribute(
                "picture",
                RegionPicture.of(
                        map.self(),
                        RegionPlanner.stance(map, Optional.empty()) instanceof Stance.Serves,
                        rows.stream().map(PeerRow::link).toList(),
                        serving));
        return "admin/regions :: flow";
    }

    private String page(Model model, PeerForm form, String alias, Map<String, String> problems) {
        flow(model);
        RegionMap map = regions.map();
        model.addAttribute(
                "aliases",
                map.aliases().stream()
                        .map(one -> new AliasRow(
                                one,
                                RegionPlanner.standing(map, one),
                                one.home().equals(map.self())))
                        .toList());
        model.addAttribute("form", form);
        model.addAttribute("alias", alias);
        model.addAttribute("tls", PeerConnection.Tls.values());
        model.addAttribute("problems", problems);
        return "admin/regions";
    }

    /** What one of the two regions has set up and the other has not, or otherwise. */
    @GetMapping("/peers/{peer}/differences")
    String differences(@PathVariable String peer, Model model) {
        RegionName name = peers.find(new RegionName(peer))
                .orElseThrow(() -> new NotFoundException("peer", peer))
                .name();
        model.addAttribute("self", regions.self());
        model.addAttribute("peer", name);
        model.addAttribute("differences", setUp.differences(name, SHOWN));
        return "admin/region-differences";
    }

    @PostMapping("/peers")
    String pair(PeerForm form, @AuthenticationPrincipal Person person, Model model) {
        return tried(
                model,
                form,
                "",
                PeerForm.FIELDS,
                actor -> pairings.pair(form.name(), form.connection(), actor),
                person);
    }

    @PostMapping("/peers/{peer}/part")
    String part(
            @PathVariable String peer,
            @RequestParam(defaultValue = "") String typed,
            @AuthenticationPrincipal Person person,
            Model model) {
        return tried(
                model,
                PeerForm.fresh(),
                "",
                Set.of(),
                actor -> pairings.part(new RegionName(peer), typed, actor),
                person);
    }

    @PostMapping("/aliases")
    String create(@RequestParam(defaultValue = "") String name, @AuthenticationPrincipal Person person, Model model) {
        return tried(
                model, PeerForm.fresh(), name, Set.of("name"), actor -> aliases.create(name.strip(), actor), person);
    }

    @PostMapping("/aliases/{id}/regions")
    String associate(
            @PathVariable UUID id,
            @RequestParam long revision,
            @RequestParam(defaultValue = "") String order,
            @AuthenticationPrincipal Person person,
            Model model) {
        return tried(
                model,
                PeerForm.fresh(),
                "",
                Set.of(),
                actor -> aliases.associate(new AliasId(id), revision, typed(order), actor),
                person);
    }

    @PostMapping("/aliases/{id}/delete")
    String delete(
            @PathVariable UUID id, @RequestParam long revision, @AuthenticationPrincipal Person person, Model model) {
        return tried(
                model,
                PeerForm.fresh(),
                "",
                Set.of(),
                actor -> aliases.delete(new AliasId(id), revision, actor),
                person);
    }

    private String tried(
            Model model, PeerForm form, String alias, Set<String> fields, Consumer<Actor> verb, Person person) {
        try {
            verb.accept(Actor.of(person));
            return BACK;
        } catch (IllegalArgumentException | ChangeRefusedException | StaleRevisionException e) {
            return page(model, form, alias, Problems.of(e, fields));
        }
    }

    private static List<RegionName> typed(String order) {
        return Arrays.stream(order.split("[,\\s]+", -1))
                .filter(name -> !name.isEmpty())
                .map(RegionName::new)
                .toList();
    }
}
