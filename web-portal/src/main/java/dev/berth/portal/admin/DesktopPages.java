package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.portal.door.RequestOrigin;
import dev.berth.portal.list.ListAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
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

    DesktopPages(DesktopOperations operations, Names names) {
        this.operations = operations;
        this.names = names;
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
