package dev.berth.broker.desktop;

import dev.berth.broker.host.HostConnections;
import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.SnapshotSpec;
import dev.berth.hypervisor.VolumeName;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes and removes snapshots. One that fails says so on its own row; its desktop goes on. */
@Component
class SnapshotSteps {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotSteps.class);
    private static final Outcome AGAIN = new Outcome.Again();

    private final HostConnections hosts;
    private final Making making;
    private final SnapshotBook book;
    private final PointSteps points;

    SnapshotSteps(HostConnections hosts, Making making, SnapshotBook book, PointSteps points) {
        this.hosts = hosts;
        this.making = making;
        this.book = book;
        this.points = points;
    }

    Outcome take(Desktop desktop, Sighting sighting, Step.OfSnapshots step) {
        switch (step) {
            case Step.BeginSnapshot _ -> book.begin(desktop, SnapshotId.fresh(), SnapshotKind.SCHEDULED);
            case Step.TakeSnapshot(SnapshotId id) ->
                book.find(id).ifPresent(snapshot -> takeOrSay(desktop, sighting, snapshot));
            case Step.TakePoint(PointId id) -> points.take(desktop, sighting, id);
            case Step.RemoveSnapshot(SnapshotId id) -> book.find(id).ifPresent(snapshot -> remove(desktop, snapshot));
        }
        return AGAIN;
    }

    private void takeOrSay(Desktop desktop, Sighting sighting, Snapshot snapshot) {
        Disks wanted = snapshot.make().blueprint().disks();
        Disks present = desktop.blueprint().disks();
        if (wanted.root() != present.root()
                || wanted.user() != present.user()
                || !snapshot.host().equals(desktop.placedOn())) {
            book.failed(snapshot.id(), "The desktop got other disks before it could be taken.");
            return;
        }
        try {
            take(desktop, sighting, snapshot);
        } catch (HostUnreachableException e) {
            throw e;
        } catch (HypervisorException e) {
            LOG.warn("A snapshot of desktop {} could not be taken.", desktop.id(), e);
            book.failed(snapshot.id(), String.valueOf(e.getMessage()));
        }
    }

    private void take(Desktop desktop, Sighting sighting, Snapshot snapshot) {
        Hypervisor hypervisor = hosts.on(desktop.placedOn());
        if (sighting instanceof Sighting.Gone) {
            // Volumes are copied through the machine that has them.
            hypervisor.define(making.recipe(desktop.id(), new Make(desktop.bundle(), desktop.blueprint()))
                    .machine());
        }
        Optional<Snapshot> base = Optional.ofNullable(snapshot.standsOn()).flatMap(book::find);
        var spec = new SnapshotSpec(
                snapshot.id().toString(),
                List.of(
                        copy(VolumeNames.root(desktop), snapshot.root(), base.map(Snapshot::root)),
                        copy(VolumeNames.user(desktop), snapshot.user(), base.map(Snapshot::user))),
                base.map(below -> below.id().toString()));
        book.ready(snapshot, hypervisor.snapshot(new MachineId(desktop.id().value()), spec));
    }

    private static SnapshotSpec.Copy copy(VolumeName source, VolumeName target, Optional<VolumeName> base) {
        return new SnapshotSpec.Copy(source, target, base);
    }

    /** The row goes last, so that nothing is there that no row names. */
    private void remove(Desktop desktop, Snapshot snapshot) {
        try {
            Hypervisor hypervisor = hosts.on(snapshot.host());
            hypervisor.deleteVolume(snapshot.root());
            hypervisor.deleteVolume(snapshot.user());
            if (snapshot.isCopy()) {
                hypervisor.deleteSnapshot(
                        new MachineId(desktop.id().value()), snapshot.id().toString());
            }
        } catch (HostUnreachableException e) {
            throw e;
        } catch (HypervisorException e) {
            LOG.warn("Snapshot {} of desktop {} could not be removed.", snapshot.id(), desktop.id(), e);
            book.stays(snapshot.id(), "It could not be removed: " + e.getMessage());
            return;
        }
        book.delete(snapshot.id());
    }
}
