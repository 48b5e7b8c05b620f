package dev.berth.portal.page;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.RefusalCode;
import dev.berth.broker.access.SelfServiceAction;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopZones;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.desktop.SnapshotId;
import dev.berth.broker.desktop.Snapshots;
import dev.berth.broker.directory.Person;
import dev.berth.broker.host.HostNames;
import dev.berth.broker.selfservice.Choices;
import dev.berth.broker.selfservice.SelfService;
import dev.berth.broker.selfservice.Wish;
import dev.berth.portal.door.AccessRefusedException;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** A person's own desktop: what it is, what they may do to it, and what that would take from them. */
@Controller
@RequestMapping("/desktops/{id}")
class OwnDesktop {

    private final Access access;
    private final SelfService selfService;
    private final Desktops desktops;
    private final Snapshots snapshots;
    private final JdbcBundles bundles;
    private final HostNames hosts;
    private final DesktopZones zones;
    private final MessageSource messages;

    OwnDesktop(
            Access access,
            SelfService selfService,
            Desktops desktops,
            Snapshots snapshots,
            JdbcBundles bundles,
            HostNames hosts,
            DesktopZones zones,
            MessageSource messages) {
        this.access = access;
        this.selfService = selfService;
        this.desktops = desktops;
        this.snapshots = snapshots;
        this.bundles = bundles;
        this.hosts = hosts;
        this.zones = zones;
        this.messages = messages;
    }

    /**
     * @param refusal why it cannot be done now; null when it can
     * @param off whether people never do it themselves here
     */
    public record Offer(String action, @Nullable String refusal, boolean off) {

        public boolean allowed() {
            return refusal == null;
        }
    }

    @GetMapping
    String page(
            @PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request, Model model) {
        var desktopId = new DesktopId(id);
        var address = RequestOrigin.addressOf(request);
        if (access.decide(person, address, new Intent.UseDesktop(desktopId))
                instanceof AccessDecision.Refused refused) {
            throw new AccessRefusedException(refused);
        }
        Desktop desktop = desktops.find(desktopId).orElseThrow(() -> new NotFoundException("desktop", id));
        model.addAttribute("desktop", desktop);
        model.addAttribute("why", desktop.reason().map(hosts::toldToPerson).orElse(null));
        model.addAttribute(
                "bundle", bundles.find(desktop.bundle()).map(Bundle::name).orElse(""));
        Map<String, Offer> offers = offers(person, request, desktopId);
        model.addAttribute("offers", offers);
        model.addAttribute("asks", asks(offers));
        model.addAttribute("snapshots", snapshots.restorable(desktopId));
        model.addAttribute("making", desktop.agenda().snapshots().making() != null);
        Choices choices = selfService.choices(desktop);
        model.addAttribute("zone", zones.of(desktopId).map(ZoneId::getId).orElse(""));
        model.addAttribute("zones", new TreeSet<>(ZoneId.getAvailableZoneIds()));
        model.addAttribute("sizes", choices.sizes());
        model.addAttribute(
                "modes",
                Arrays.stream(RunningMode.values())
                        .filter(mode -> choices.modes().contains(mode))
                        .toList());
        return "desktop";
    }

    @PostMapping("/restart")
    String restart(
            @PathVariable UUID id,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        return carryOut(id, new Wish.Restart(), person, request, told);
    }

    /** @param snapshot whose files it gets; empty for those that it has */
    @PostMapping("/rebuild")
    String rebuild(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID snapshot,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        return carryOut(
                id, new Wish.Rebuild(Optional.ofNullable(snapshot).map(SnapshotId::new)), person, request, told);
    }

    @PostMapping("/restore")
    String restore(
            @PathVariable UUID id,
            @RequestParam UUID snapshot,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        return carryOut(id, new Wish.Restore(new SnapshotId(snapshot)), person, request, told);
    }

    @PostMapping("/snapshot")
    String snapshot(
            @PathVariable UUID id,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        return carryOut(id, new Wish.TakeSnapshot(), person, request, told);
    }

    @PostMapping("/change-mode")
    String changeMode(
            @PathVariable UUID id,
            @RequestParam RunningMode mode,
            @RequestParam(defaultValue = "60") int autoStopMinutes,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        return carryOut(id, new Wish.ChangeMode(new RunningPolicy(mode, autoStopMinutes)), person, request, told);
    }

    @PostMapping("/grow-volume")
    String growVolume(
            @PathVariable UUID id,
            @RequestParam long userVolumeMib,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        return carryOut(id, new Wish.Grow(userVolumeMib), person, request, told);
    }

    @PostMapping("/change-compute")
    String changeCompute(
            @PathVariable UUID id,
            @RequestParam int vcpus,
            @RequestParam int memoryMib,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes told) {
        return carryOut(id, new Wish.ChangeCompute(new Compute(vcpus, memoryMib)), person, request, told);
    }

    /** A refusal is told on the page itself; what is not theirs is not there. */
    private String carryOut(UUID id, Wish wish, Person person, HttpServletRequest request, RedirectAttributes told) {
        try {
            var decision = selfService.carryOut(person, RequestOrigin.addressOf(request), new DesktopId(id), wish);
            if (decision instanceof AccessDecision.Refused refused) {
                var refusal = new AccessRefusedException(refused);
                if (refusal.status().value() != 409) {
                    throw refusal;
                }
                told.addFlashAttribute("failed", refused.sentence());
            } else {
                told.addFlashAttribute(
                        "done",
                        messages.getMessage("own.done." + wish.action().path(), null, LocaleContextHolder.getLocale()));
            }
        } catch (GuardRefusedException | ChangeRefusedException | IllegalArgumentException e) {
            told.addFlashAttribute("failed", e.getMessage());
        }
        return "redirect:/desktops/" + id;
    }

    private Map<String, Offer> offers(Person person, HttpServletRequest request, DesktopId id) {
        return selfService.offers(person, RequestOrigin.addressOf(request), id).entrySet().stream()
                .collect(Collectors.toMap(
                        offer -> offer.getKey().path(), offer -> offer(offer.getKey(), offer.getValue())));
    }

    private static Offer offer(SelfServiceAction action, AccessDecision decision) {
        return decision instanceof AccessDecision.Refused refused
                ? new Offer(action.path(), refused.sentence(), refused.code() == RefusalCode.SELF_SERVICE_OFF)
                : new Offer(action.path(), null, false);
    }

    /** What the helpdesk does for people here, in words; a snapshot comes with going back to one. */
    private String asks(Map<String, Offer> offers) {
        return Arrays.stream(SelfServiceAction.values())
                .filter(action -> action != SelfServiceAction.SNAPSHOT)
                .map(SelfServiceAction::path)
                .filter(path -> offers.get(path) instanceof Offer offer && offer.off())
                .map(path -> messages.getMessage("own.ask." + path, null, LocaleContextHolder.getLocale()))
                .collect(Collectors.joining(", "));
    }
}
