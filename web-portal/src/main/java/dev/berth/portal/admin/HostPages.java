package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Homes;
import dev.berth.broker.desktop.HostHoldings;
import dev.berth.broker.desktop.HostTenants;
import dev.berth.broker.directory.Person;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostLoad;
import dev.berth.broker.host.Hosts;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.portal.watch.CopyFigures;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
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

/** Hypervisor hosts: what they carry, and whether they take more. */
@Controller
@RequestMapping("/admin/hosts")
class HostPages {

    private static final int SHOWN = 100;
    private static final String BACK = "redirect:/admin/hosts";

    private final JdbcHosts store;
    private final Hosts hosts;
    private final HostTenants tenants;
    private final HostHoldings holdings;
    private final CopyFigures copies;
    private final Homes homes;

    HostPages(
            JdbcHosts store, Hosts hosts, HostTenants tenants, HostHoldings holdings, CopyFigures copies, Homes homes) {
        this.store = store;
        this.hosts = hosts;
        this.tenants = tenants;
        this.holdings = holdings;
        this.copies = copies;
        this.homes = homes;
    }

    /**
     * @param memoryShare of the host's memory that desktops hold, in percent; null until the host answered
     * @param storageShare of its pool that is taken, in percent; null until it said so
     * @param desktops how many it has in each state
     */
    public record Row(
            Host host,
            HostLoad load,
            @Nullable Long memoryShare,
            @Nullable Long storageShare,
            Map<DesktopState, Integer> desktops) {

        static Row of(Host host, HostLoad load, Map<DesktopState, Integer> desktops) {
            Long memory = host.health()
                    .report()
                    .filter(report -> report.memoryMib() > 0)
                    .map(report -> 100 * load.memoryMib() / report.memoryMib())
                    .orElse(null);
            Long storage = host.health()
                    .report()
                    .filter(report -> report.storageMib() > 0)
                    .map(report -> 100 * (report.storageMib() - report.freeStorageMib()) / report.storageMib())
                    .orElse(null);
            return new Row(host, load, memory, storage, desktops);
        }

        /** Of all states. */
        public int all() {
            return desktops.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    @GetMapping
    String list(@RequestHeader(name = "HX-Request", required = false) @Nullable String htmx, Model model) {
        Map<HostId, HostLoad> loads = store.loads();
        Map<HostId, Map<DesktopState, Integer>> counts = tenants.counts();
        model.addAttribute(
                "rows",
                store.list().stream()
                        .map(host -> Row.of(
                                host,
                                loads.getOrDefault(host.id(), HostLoad.NONE),
                                counts.getOrDefault(host.id(), Map.of())))
                        .toList());
        model.addAttribute("copies", copies.summary());
        return htmx == null ? "admin/hosts" : "admin/hosts :: list";
    }

    @GetMapping("/new")
    String fresh(Model model) {
        return form(model, null, HostForm.fresh(), Map.of());
    }

    @GetMapping("/{id}")
    String edit(@PathVariable UUID id, Model model) {
        Host host = find(id);
        return form(model, host, HostForm.of(host), Map.of());
    }

    @PostMapping
    String add(HostForm form, @AuthenticationPrincipal Person person, Model model) {
        return save(model, null, form, actor -> hosts.add(form.spec(), actor), person);
    }

    @PostMapping("/{id}")
    String change(@PathVariable UUID id, HostForm form, @AuthenticationPrincipal Person person, Model model) {
        Host host = find(id);
        return save(model, host, form, actor -> hosts.change(host.id(), form.revision(), form.spec(), actor), person);
    }

    @PostMapping("/{id}/drain")
    String drain(
            @PathVariable UUID id,
            @RequestParam long revision,
            @RequestParam(required = false) @Nullable String shutSavedDown,
            @AuthenticationPrincipal Person person) {
        hosts.drain(new HostId(id), revision, shutSavedDown != null, Actor.of(person));
        return BACK + "/" + id;
    }

    @PostMapping("/{id}/activate")
    String activate(@PathVariable UUID id, @RequestParam long revision, @AuthenticationPrincipal Person person) {
        hosts.activate(new HostId(id), revision, Actor.of(person));
        return BACK;
    }

    @GetMapping("/{id}/lost")
    String lost(@PathVariable UUID id, Model model) {
        return lostForm(model, find(id), Map.of());
    }

    @PostMapping("/{id}/lost")
    String declareLost(
            @PathVariable UUID id,
            @RequestParam long revision,
            @RequestParam String name,
            @RequestParam(required = false) @Nullable String saidToBeOff,
            @AuthenticationPrincipal Person person,
            Model model) {
        Host host = find(id);
        try {
            hosts.declareLost(host.id(), revision, name, saidToBeOff != null, Actor.of(person));
            return BACK + "/" + id;
        } catch (ChangeRefusedException | StaleRevisionException e) {
            return lostForm(model, host, Problems.of(e, Set.of("name")));
        }
    }

    private String lostForm(Model model, Host host, Map<String, String> problems) {
        model.addAttribute("host", host);
        model.addAttribute("affected", tenants.affected(host.id(), SHOWN));
        model.addAttribute("homes", homes.on(host.id()));
        model.addAttribute("all", count(host));
        model.addAttribute("problems", problems);
        return "admin/host-lost";
    }

    private int count(Host host) {
        return tenants.counts().getOrDefault(host.id(), Map.of()).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    @PostMapping("/{id}/delete")
    String remove(@PathVariable UUID id, @RequestParam long revision, @AuthenticationPrincipal Person person) {
        hosts.remove(new HostId(id), revision, Actor.of(person));
        return BACK;
    }

    private String save(Model model, @Nullable Host host, HostForm form, Consumer<Actor> verb, Person person) {
        try {
            verb.accept(Actor.of(person));
            return BACK;
        } catch (IllegalArgumentException | ChangeRefusedException | StaleRevisionException e) {
            return form(model, host, form, Problems.of(e, HostForm.FIELDS));
        }
    }

    private String form(Model model, @Nullable Host host, HostForm form, Map<String, String> problems) {
        model.addAttribute("host", host);
        if (host != null) {
            model.addAttribute("tenants", tenants.on(host.id(), SHOWN));
            model.addAttribute("homes", homes.on(host.id()));
            model.addAttribute("all", count(host));
            model.addAttribute("holdings", holdings.on(host.id(), SHOWN));
        }
        model.addAttribute("form", form);
        model.addAttribute("problems", problems);
        return "admin/host";
    }

    private Host find(UUID id) {
        return store.find(new HostId(id)).orElseThrow(() -> new NotFoundException("host", id));
    }
}
