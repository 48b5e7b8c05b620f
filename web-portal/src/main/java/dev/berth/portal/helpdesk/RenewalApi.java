package dev.berth.portal.helpdesk;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Snapshot;
import dev.berth.broker.desktop.SnapshotId;
import dev.berth.broker.desktop.SnapshotKind;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.portal.admin.DesktopOperations;
import dev.berth.portal.admin.DesktopOperations.Asker;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Rebuilding and restoring somebody's desktop: the same as on their page. */
@RestController
@RequestMapping("/api/v1/people/{id}/desktops/{desktop}")
class RenewalApi {

    private final PersonThings things;
    private final DesktopOperations operations;

    RenewalApi(PersonThings things, DesktopOperations operations) {
        this.things = things;
        this.operations = operations;
    }

    /** @param takenAt what was done after it is not in it */
    record Choice(
            SnapshotId id, SnapshotKind kind, @Nullable Instant takenAt) {

        static Choice of(Snapshot snapshot) {
            return new Choice(snapshot.id(), snapshot.kind(), snapshot.takenAt());
        }
    }

    /** @param snapshot whose files it gets; absent for those that it has */
    record Rebuilding(@Nullable UUID snapshot) {}

    record Restoring(UUID snapshot) {}

    /** Those that it can be rebuilt or restored from, the latest first. */
    @GetMapping("/snapshots")
    List<Choice> snapshots(@PathVariable UUID id, @PathVariable UUID desktop) {
        return things.snapshots(theirs(id, desktop)).stream().map(Choice::of).toList();
    }

    /** The root volume from the bundle's current image, the files from the snapshot, or as they are. */
    @PostMapping("/rebuild")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void rebuild(
            @PathVariable UUID id,
            @PathVariable UUID desktop,
            @RequestBody Rebuilding rebuilding,
            @AuthenticationPrincipal Person author,
            HttpServletRequest request) {
        operations.rebuild(
                theirs(id, desktop),
                Optional.ofNullable(rebuilding.snapshot()).map(SnapshotId::new),
                asker(author, request));
    }

    /** Both volumes as they were in the snapshot. */
    @PostMapping("/restore")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void restore(
            @PathVariable UUID id,
            @PathVariable UUID desktop,
            @RequestBody Restoring restoring,
            @AuthenticationPrincipal Person author,
            HttpServletRequest request) {
        operations.restore(theirs(id, desktop), new SnapshotId(restoring.snapshot()), asker(author, request));
    }

    private DesktopId theirs(UUID person, UUID desktop) {
        return things.desktop(new PersonId(person), new DesktopId(desktop)).id();
    }

    private static Asker asker(Person author, HttpServletRequest request) {
        return new Asker(Actor.of(author), RequestOrigin.addressOf(request));
    }
}
