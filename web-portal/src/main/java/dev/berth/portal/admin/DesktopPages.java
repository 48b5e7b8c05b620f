package dev.berth.portal.admin;

import dev.berth.broker.assignment.JdbcLeavings;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopFilter;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.Page;
import dev.berth.broker.directory.Person;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** Everybody's desktops. */
@Controller
class DesktopPages {

    private static final int SHOWN = 200;

    private final Desktops desktops;
    private final DesktopOperations operations;
    private final Names names;
    private final JdbcLeavings leavings;

    DesktopPages(Desktops desktops, DesktopOperations operations, Names names, JdbcLeavings leavings) {
        this.desktops = desktops;
        this.operations = operations;
        this.names = names;
        this.leavings = leavings;
    }

    @GetMapping("/admin/desktops")
    String list(
            @RequestParam(defaultValue = "") String text,
            @RequestParam(required = false) @Nullable DesktopState state,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String htmx,
            Model model) {
        var filter = new DesktopFilter(text.isBlank() ? null : text.strip(), state, null, null, null);
        List<Desktop> found = desktops.list(filter, Page.first(SHOWN));
        model.addAttribute("rows", rows(found));
        model.addAttribute("leavers", leavers(found));
        model.addAttribute("text", text);
        model.addAttribute("state", state);
        model.addAttribute("states", DesktopState.values());
        model.addAttribute("filtered", !text.isBlank() || state != null);
        return htmx == null ? "admin/desktops" : "admin/desktops :: list";
    }

    @PostMapping("/admin/desktops/{id}/{verb}")
    String act(
            @PathVariable UUID id,
            @PathVariable DesktopVerb verb,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        operations.carryOut(verb, new DesktopId(id), Actor.of(person), RequestOrigin.addressOf(request));
        return "redirect:/admin/desktops";
    }

    Map<UUID, AssignmentSection.Leaver> leavers(List<Desktop> found) {
        return leavings.find(found.stream().map(Desktop::id).toList()).values().stream()
                .map(leaving -> AssignmentSection.leaver(leaving, null))
                .collect(Collectors.toMap(AssignmentSection.Leaver::desktop, Function.identity()));
    }

    List<DesktopRow> rows(List<Desktop> found) {
        var people = names.people(found.stream().map(Desktop::person).distinct().toList());
        var bundles = names.bundles();
        var hosts = names.hosts();
        return found.stream()
                .map(desktop -> DesktopRow.of(
                        desktop,
                        people.get(desktop.person()),
                        bundles.get(desktop.bundle()),
                        desktop.host().map(hosts::get).orElse(null)))
                .toList();
    }
}
