package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.SnapshotId;
import dev.berth.broker.directory.Person;
import dev.berth.portal.admin.DesktopOperations;
import dev.berth.portal.admin.DesktopOperations.Asker;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What changes desktops for longer than a stop or a start. What was asked for goes on after the answer. */
@RestController
@RequestMapping("/api/v1/desktops")
class DesktopLifecycleApi {

    private final DesktopOperations operations;

    DesktopLifecycleApi(DesktopOperations operations) {
        this.operations = operations;
    }

    /** @param snapshot whose user volume the desktop gets; absent for the present one */
    record Rebuild(@Nullable SnapshotId snapshot) {}

    record Restore(@Nullable SnapshotId snapshot) {}

    record Migrate(@Nullable BundleId bundle) {}

    /** @param autoStopMinutes of AUTO_STOP; 60 when absent */
    record Mode(@Nullable RunningMode mode, @Nullable Integer autoStopMinutes) {}

    /** @param now restart it for that; else it counts from the next boot on */
    record Size(@Nullable Integer vcpus, @Nullable Integer memoryMib, boolean now) {}

    /** Absent volumes stay as they are. */
    record Volumes(@Nullable Long rootVolumeMib, @Nullable Long userVolumeMib) {}

    @PostMapping("/{id}/rebuild")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void rebuild(
            @PathVariable UUID id,
            @RequestBody Rebuild rebuild,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        operations.rebuild(new DesktopId(id), Optional.ofNullable(rebuild.snapshot()), asker(person, request));
    }

    @PostMapping("/{id}/restore")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void restore(
            @PathVariable UUID id,
            @RequestBody Restore restore,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        operations.restore(new DesktopId(id), required("snapshot", restore.snapshot()), asker(person, request));
    }

    @PostMapping("/{id}/migrate")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void migrate(
            @PathVariable UUID id,
            @RequestBody Migrate migrate,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        operations.migrate(new DesktopId(id), required("bundle", migrate.bundle()), asker(person, request));
    }

    @PutMapping("/{id}/mode")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void mode(
            @PathVariable UUID id,
            @RequestBody Mode mode,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        int minutes = mode.autoStopMinutes() == null ? 60 : mode.autoStopMinutes();
        operations.changeMode(
                new DesktopId(id), new RunningPolicy(required("mode", mode.mode()), minutes), asker(person, request));
    }

    @PutMapping("/{id}/compute")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void compute(
            @PathVariable UUID id,
            @RequestBody Size size,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        var compute = new Compute(required("vcpus", size.vcpus()), required("memoryMib", size.memoryMib()));
        operations.changeCompute(new DesktopId(id), compute, size.now(), asker(person, request));
    }

    @PutMapping("/{id}/volumes")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void volumes(
            @PathVariable UUID id,
            @RequestBody Volumes volumes,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        operations.grow(new DesktopId(id), volumes.rootVolumeMib(), volumes.userVolumeMib(), asker(person, request));
    }

    private static Asker asker(Person person, HttpServletRequest request) {
        return new Asker(Actor.of(person), RequestOrigin.addressOf(request));
    }

    private static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing; see /api/docs for what is allowed.");
        }
        return value;
    }
}
