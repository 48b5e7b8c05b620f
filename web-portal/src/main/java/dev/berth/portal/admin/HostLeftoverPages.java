package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Leftovers;
import dev.berth.broker.directory.Person;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.JdbcHosts;
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

/** What a host that was lost holds of desktops that went on elsewhere, and its end. */
@Controller
@RequestMapping("/admin/hosts/{id}/leftovers")
class HostLeftoverPages {

    private static final int SHOWN = 200;

    private final JdbcHosts hosts;
    private final Leftovers leftovers;

    HostLeftoverPages(JdbcHosts hosts, Leftovers leftovers) {
        this.hosts = hosts;
        this.leftovers = leftovers;
    }

    @GetMapping
    String list(@PathVariable UUID id, Model model) {
        return listed(model, find(id), Map.of());
    }

    /** @param name the host's, typed */
    @PostMapping("/give-up")
    String giveUp(
            @PathVariable UUID id, @RequestParam String name, @AuthenticationPrincipal Person person, Model model) {
        Host host = find(id);
        try {
            leftovers.giveUp(host.id(), name, Actor.of(person));
            return "redirect:/admin/hosts/" + id + "/leftovers";
        } catch (ChangeRefusedException e) {
            return listed(model, host, Problems.of(e, Set.of("name")));
        }
    }

    @GetMapping("/{desktop}")
    String one(@PathVariable UUID id, @PathVariable UUID desktop, Model model) {
        return page(model, find(id), desktop, Map.of());
    }

    @PostMapping("/{desktop}/keep")
    String keep(@PathVariable UUID id, @PathVariable UUID desktop, @AuthenticationPrincipal Person person) {
        leftovers.keep(new HostId(id), new DesktopId(desktop), Actor.of(person));
        return "redirect:/admin/hosts/" + id + "/leftovers";
    }

    @PostMapping("/{desktop}/delete")
    String delete(
            @PathVariable UUID id,
            @PathVariable UUID desktop,
            @RequestParam String hostname,
            @AuthenticationPrincipal Person person,
            Model model) {
        Host host = find(id);
        try {
            leftovers.delete(host.id(), new DesktopId(desktop), hostname, Actor.of(person));
            return "redirect:/admin/hosts/" + id + "/leftovers";
        } catch (ChangeRefusedException e) {
            return page(model, host, desktop, Problems.of(e, Set.of("hostname")));
        }
    }

    private String listed(Model model, Host host, Map<String, String> problems) {
        model.addAttribute("host", host);
        model.addAttribute("leftovers", leftovers.on(host.id(), SHOWN));
        model.addAttribute("problems", problems);
        return "admin/host-leftovers";
    }

    private String page(Model model, Host host, UUID desktop, Map<String, String> problems) {
        model.addAttribute("host", host);
        model.addAttribute("left", leftovers.of(host.id(), new DesktopId(desktop)));
        model.addAttribute("problems", problems);
        return "admin/host-leftover";
    }

    private Host find(UUID id) {
        return hosts.find(new HostId(id)).orElseThrow(() -> new NotFoundException("host", id));
    }
}
