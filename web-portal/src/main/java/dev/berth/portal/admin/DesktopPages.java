package dev.berth.portal.admin;

import dev.berth.broker.assignment.JdbcLeavings;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.portal.door.RequestOrigin;
import dev.berth.portal.list.ListAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What an admin does with one desktop of the list. */
@Controller
class DesktopPages {

    private static final String LIST = "/admin/desktops";

    private final DesktopOperations operations;
    private final Names names;
    private final JdbcLeavings leavings;

    DesktopPages(DesktopOperations operations, Names names, JdbcLeavings leavings) {
        this.operations = operations;
        this.names = names;
        this.leavings = leavings;
    }

    @PostMapping("/admin/desktops/{id}/{verb}")
    String act(
            @PathVariable UUID id,
            @PathVariable DesktopVerb verb,
            @RequestParam(defaultValue = LIST) String back,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        operations.carryOut(verb, new DesktopId(id), Actor.of(person), RequestOrigin.addressOf(request));
        return "redirect:" + ListAddress.back(back, LIST);
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
