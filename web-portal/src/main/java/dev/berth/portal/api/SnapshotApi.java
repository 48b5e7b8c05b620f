package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Snapshot;
import dev.berth.broker.desktop.SnapshotId;
import dev.berth.broker.desktop.SnapshotKind;
import dev.berth.broker.desktop.SnapshotState;
import dev.berth.broker.desktop.Snapshots;
import dev.berth.broker.directory.Person;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.SnapshotOutcome.Consistency;
import dev.berth.portal.admin.DesktopOperations;
import dev.berth.portal.admin.DesktopOperations.Asker;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Snapshots of desktops; a terminated desktop's are there until its volumes go. */
@RestController
@RequestMapping("/api/v1/desktops/{desktop}/snapshots")
class SnapshotApi {

    private final Snapshots snapshots;
    private final DesktopOperations operations;

    SnapshotApi(Snapshots snapshots, DesktopOperations operations) {
        this.snapshots = snapshots;
        this.operations = operations;
    }

    /**
     * @param takenAt the moment that it shows; null until it is there
     * @param standsOn the snapshot that it is an increment to; null for a whole one
     * @param consistency null where it is the desktop's former volumes themselves
     * @param bytes on the host's disk; 0 for former volumes, which are not counted
     */
    record SnapshotResource(
            SnapshotId id,
            SnapshotKind kind,
            SnapshotState state,
            Instant askedAt,
            @Nullable Instant takenAt,
            HostId host,
            String rootVolume,
            String userVolume,
            ImageVersionId imageVersion,
            BundleId bundle,
            @Nullable SnapshotId standsOn,
            @Nullable Consistency consistency,
            long bytes,
            @Nullable String failure) {

        static SnapshotResource of(Snapshot snapshot) {
            return new SnapshotResource(
                    snapshot.id(),
                    snapshot.kind(),
                    snapshot.state(),
                    snapshot.askedAt(),
                    snapshot.takenAt(),
                    snapshot.host(),
                    snapshot.root().value(),
                    snapshot.user().value(),
                    snapshot.make().blueprint().imageVersion(),
                    snapshot.make().bundle(),
                    snapshot.standsOn(),
                    snapshot.consistency(),
                    snapshot.bytes(),
                    snapshot.failure());
        }
    }

    /** @param id of the snapshot that is being taken */
    record Taking(SnapshotId id) {}

    @GetMapping
    List<SnapshotResource> list(@PathVariable UUID desktop) {
        return snapshots.of(new DesktopId(desktop)).stream()
                .map(SnapshotResource::of)
                .toList();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    Taking take(@PathVariable UUID desktop, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        return new Taking(operations.takeSnapshot(new DesktopId(desktop), asker(person, request)));
    }

    /** Its volumes stay while a later one stands on them. */
    @DeleteMapping("/{snapshot}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void delete(
            @PathVariable UUID desktop,
            @PathVariable UUID snapshot,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        operations.deleteSnapshot(new DesktopId(desktop), new SnapshotId(snapshot), asker(person, request));
    }

    private static Asker asker(Person person, HttpServletRequest request) {
        return new Asker(Actor.of(person), RequestOrigin.addressOf(request));
    }
}
