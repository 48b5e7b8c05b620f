package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.Power;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.HostId;
import dev.berth.portal.admin.DesktopOperations;
import dev.berth.portal.admin.DesktopVerb;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** One desktop of the list. */
@RestController
@RequestMapping("/api/v1/desktops")
class DesktopApi {

    private final Desktops desktops;
    private final DesktopOperations operations;

    DesktopApi(Desktops desktops, DesktopOperations operations) {
        this.desktops = desktops;
        this.operations = operations;
    }

    /**
     * @param person whose it is; null while an instance of a fleet waits for somebody
     * @param fleet whose instance it is; null for somebody's own desktop
     * @param nextCompute what it gets at its next boot; null when nothing waits
     * @param nextUserVolumeMib what its volume grows to as soon as it can
     * @param stopDue when AUTO_STOP stops it; null while somebody uses it
     * @param keptUntil when the volumes of a terminated one go
     */
    record DesktopResource(
            DesktopId id,
            @Nullable PersonId person,
            @Nullable FleetId fleet,
            BundleId bundle,
            String hostname,
            @Nullable HostId host,
            DesktopState state,
            @Nullable String reason,
            Power power,
            RunningMode runningMode,
            int autoStopMinutes,
            int vcpus,
            int memoryMib,
            long rootVolumeMib,
            long userVolumeMib,
            @Nullable Compute nextCompute,
            @Nullable Long nextRootVolumeMib,
            @Nullable Long nextUserVolumeMib,
            boolean inUse,
            Instant created,
            @Nullable Instant lastUsed,
            @Nullable Instant stopDue,
            @Nullable Instant keptUntil) {

        static DesktopResource of(Desktop desktop) {
            var blueprint = desktop.blueprint();
            var next = desktop.agenda().resize();
            return new DesktopResource(
                    desktop.id(),
                    desktop.isTaken() ? desktop.person() : null,
                    desktop.fleet(),
                    desktop.bundle(),
                    blueprint.hostname(),
                    desktop.condition().host(),
                    desktop.state(),
                    desktop.condition().reason(),
                    desktop.condition().power(),
                    blueprint.running().mode(),
                    blueprint.running().autoStopMinutes(),
                    blueprint.compute().vcpus(),
                    blueprint.compute().memoryMib(),
                    blueprint.disks().rootMib(),
                    blueprint.disks().userMib(),
                    next.compute(),
                    next.rootMib(),
                    next.userMib(),
                    desktop.inUse(),
                    desktop.times().created(),
                    desktop.times().lastUsed(),
                    desktop.times().stopDue(),
                    desktop.times().keptUntil());
        }
    }

    @GetMapping("/{id}")
    DesktopResource one(@PathVariable UUID id) {
        return desktops.find(new DesktopId(id))
                .map(DesktopResource::of)
                .orElseThrow(() -> new NotFoundException("desktop", id));
    }

    /**
     * @param verb {@code start}, {@code stop}, {@code reboot}, {@code retry}, {@code suspend}, {@code reinstate},
     *     {@code hold}, {@code let-go}, {@code terminate}, {@code revive}, {@code forget}
     */
    @PostMapping("/{id}/{verb}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void act(
            @PathVariable UUID id,
            @PathVariable DesktopVerb verb,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        operations.carryOut(verb, new DesktopId(id), Actor.of(person), RequestOrigin.addressOf(request));
    }
}
