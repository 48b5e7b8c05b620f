package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.desktop.Copies;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopOperation;
import dev.berth.broker.desktop.DesktopTags;
import dev.berth.broker.desktop.DesktopZones;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.desktop.SnapshotId;
import dev.berth.broker.desktop.Snapshots;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.broker.power.PowerStandings;
import dev.berth.broker.standby.Standbys;
import dev.berth.portal.admin.DesktopOperations.Asker;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** One desktop, and what changes it for longer than a stop or a start. */
@Controller
@RequestMapping("/admin/desktops/{id}")
class DesktopPage {

    private final Desktops desktops;
    private final Snapshots snapshots;
    private final Copies copies;
    private final Standbys standbys;
    private final JdbcBundles bundles;
    private final DesktopPages rows;
    private final DesktopOperations operations;
    private final Beside beside;
    private final MessageSource messages;

    DesktopPage(
            Desktops desktops,
            Snapshots snapshots,
            Copies copies,
            Standbys standbys,
            JdbcBundles bundles,
            DesktopPages rows,
            DesktopOperations operations,
            Beside beside,
            MessageSource messages) {
        this.desktops = desktops;
        this.snapshots = snapshots;
        this.copies = copies;
        this.standbys = standbys;
        this.bundles = bundles;
        this.rows = rows;
        this.operations = operations;
        this.beside = beside;
        this.messages = messages;
    }

    /** What is told of it beside its own row. */
    @Component
    record Beside(PowerStandings power, DesktopTags tags, DesktopZones zones) {}

    @GetMapping
    String page(@PathVariable UUID id, Model model) {
        var desktopId = new DesktopId(id);
        Desktop desktop = desktops.find(desktopId).orElseThrow(() -> new NotFoundException("desktop", id));
        model.addAttribute("desktop", desktop);
        model.addAttribute("row", rows.rows(List.of(desktop)).getFirst());
        model.addAttribute("leavers", rows.leavers(List.of(desktop)));
        model.addAttribute("snapshots", snapshots.of(desktopId));
        model.addAttribute("copy", copies.newest(desktopId));
        model.addAttribute("cover", standbys.cover(desktopId).orElse(null));
        model.addAttribute(
                "allowed",
                Arrays.stream(DesktopOperation.values())
                        .filter(operation -> operation.allowedIn(desktop.state())
                                && (!desktop.isInstance() || operation.isForInstances()))
                        .map(DesktopOperation::name)
                        .toList());
        model.addAttribute(
                "bundles",
                bundles.list().stream()
                        .filter(Bundle::enabled)
                        .filter(bundle -> !bundle.id().equals(desktop.bundle()))
                        .toList());
        model.addAttribute("modes", RunningMode.values());
        model.addAttribute("power", beside.power().of(desktopId));
        model.addAttribute("tags", beside.tags().of(desktopId));
        model.addAttribute(
                "zone", beside.zones().of(desktopId).map(ZoneId::getId).orElse(""));
        model.addAttribute("zones", new TreeSet<>(ZoneId.getAvailableZoneIds()));
        return "admin/desktop";
    }

    /** @param snapshot whose user volume it gets; empty for the present one */
    @PostMapping("/rebuild")
    String rebuild(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID snapshot,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        return done(
                id,
                "rebuild",
                person,
                request,
                told,
                asker -> operations.rebuild(
                        new DesktopId(id), Optional.ofNullable(snapshot).map(SnapshotId::new), asker));
    }

    @PostMapping("/restore")
    String restore(
            @PathVariable UUID id,
            @RequestParam UUID snapshot,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        return done(
                id,
                "restore",
                person,
                request,
                told,
                asker -> operations.restore(new DesktopId(id), new SnapshotId(snapshot), asker));
    }

    @PostMapping("/snapshots")
    String snapshot(
            @PathVariable UUID id,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        return done(id, "snapshot", person, request, told, asker -> operations.takeSnapshot(new DesktopId(id), asker));
    }

    @PostMapping("/snapshots/{snapshot}/delete")
    String deleteSnapshot(
            @PathVariable UUID id,
            @PathVariable UUID snapshot,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        return done(
                id,
                "delete-snapshot",
                person,
                request,
                told,
                asker -> operations.deleteSnapshot(new DesktopId(id), new SnapshotId(snapshot), asker));
    }

    @PostMapping("/migrate")
    String migrate(
            @PathVariable UUID id,
            @RequestParam UUID bundle,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        return done(
                id,
                "migrate",
                person,
                request,
                told,
                asker -> operations.migrate(new DesktopId(id), new BundleId(bundle), asker));
    }

    @PostMapping("/change-mode")
    String changeMode(
            @PathVariable UUID id,
            @RequestParam RunningMode mode,
            @RequestParam int autoStopMinutes,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        return done(
                id,
                "change-mode",
                person,
                request,
                told,
                asker -> operations.changeMode(new DesktopId(id), new RunningPolicy(mode, autoStopMinutes), asker));
    }

    /** @param now {@code on} to restart it for that */
    @PostMapping("/change-compute")
    String changeCompute(
            @PathVariable UUID id,
            @RequestParam int vcpus,
            @RequestParam int memoryMib,
            @RequestParam(required = false) @Nullable String now,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        return done(
                id,
                "change-compute",
                person,
                request,
                told,
                asker ->
                        operations.changeCompute(new DesktopId(id), new Compute(vcpus, memoryMib), now != null, asker));
    }

    @PostMapping("/grow")
    String grow(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable Long rootVolumeMib,
            @RequestParam(required = false) @Nullable Long userVolumeMib,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        return done(
                id,
                "grow",
                person,
                request,
                told,
                asker -> operations.grow(new DesktopId(id), rootVolumeMib, userVolumeMib, asker));
    }

    /** What was refused is told where it was asked. Helpdesk, who see no page of the admin's, come back to the person. */
    private String done(
            UUID id,
            String what,
            Person person,
            HttpServletRequest request,
            RedirectAttributes told,
            Consumer<Asker> work) {
        try {
            work.accept(new Asker(Actor.of(person), RequestOrigin.addressOf(request)));
            told.addFlashAttribute(
                    "done", messages.getMessage("own.done." + what, null, LocaleContextHolder.getLocale()));
        } catch (GuardRefusedException | ChangeRefusedException | IllegalArgumentException e) {
            told.addFlashAttribute("failed", e.getMessage());
        }
        if (person.is(Role.ADMIN)) {
            return "redirect:/admin/desktops/" + id;
        }
        return desktops.find(new DesktopId(id))
                .map(desktop -> "redirect:/people/" + desktop.person())
                .orElse("redirect:/people");
    }
}
