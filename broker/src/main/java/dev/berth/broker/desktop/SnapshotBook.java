package dev.berth.broker.desktop;

import dev.berth.broker.host.HostId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The rows of snapshots, and what is decided by looking at several of them. */
@Component
class SnapshotBook {

    private final JdbcSnapshots rows;
    private final LifecycleSettings settings;
    private final Clock clock;

    SnapshotBook(JdbcSnapshots rows, LifecycleSettings settings, Clock clock) {
        this.rows = rows;
        this.settings = settings;
        this.clock = clock;
    }

    Optional<Snapshot> find(SnapshotId id) {
        return rows.find(id);
    }

    /** Those on the host that the desktop is on. */
    List<Snapshot> of(DesktopId desktop) {
        return rows.here(desktop);
    }

    /** A regular one that waits becomes the one that is asked for. */
    Optional<SnapshotId> ask(DesktopId desktop) {
        return rows.ask(desktop);
    }

    /** False when one is being made of the desktop already. */
    boolean begin(Desktop desktop, SnapshotId id, SnapshotKind kind) {
        var chain = new SnapshotChain(settings.fullSnapshotInterval());
        Optional<Snapshot> base = chain.base(desktop, rows.of(desktop.id()), clock.instant());
        return rows.insert(new Snapshot(
                id,
                desktop.id(),
                kind,
                SnapshotState.MAKING,
                clock.instant(),
                null,
                desktop.placedOn(),
                VolumeNames.snapshotRoot(desktop.id(), id),
                VolumeNames.snapshotUser(desktop.id(), id),
                new Make(desktop.bundle(), desktop.blueprint()),
                base.map(Snapshot::id).orElse(null),
                null,
                0,
                null));
    }

    /** The disks that an exchange takes away, as the snapshot that keeps them. */
    Snapshot kept(Desktop desktop, Exchange exchange) {
        Disks disks = exchange.was().blueprint().disks();
        return new Snapshot(
                exchange.kept(),
                desktop.id(),
                exchange.kind().kept(),
                SnapshotState.READY,
                clock.instant(),
                clock.instant(),
                desktop.placedOn(),
                VolumeNames.root(desktop.id(), disks),
                VolumeNames.user(desktop.id(), disks),
                exchange.was(),
                null,
                null,
                0,
                null);
    }

    boolean insert(Snapshot snapshot) {
        return rows.insert(snapshot);
    }

    void ready(Snapshot snapshot, dev.berth.hypervisor.SnapshotOutcome outcome) {
        rows.ready(snapshot.id(), clock.instant(), outcome.incremental(), outcome.consistency(), outcome.bytes());
        retain(snapshot.desktop());
    }

    void failed(SnapshotId id, String why) {
        rows.failed(id, why);
    }

    void stays(SnapshotId id, String why) {
        rows.stays(id, why);
    }

    void delete(SnapshotId id) {
        rows.delete(id);
    }

    void moved(DesktopId desktop, HostId from, HostId to) {
        rows.moved(desktop, from, to);
    }

    /** Its volumes on a host that was lost stay there, under their names, as they were when it was last heard of. */
    void leftBehind(Desktop desktop, HostId lost, Instant heardOf) {
        rows.givenUpOn(desktop.id(), lost, "Its host was lost before it could be taken.");
        Disks disks = desktop.blueprint().disks();
        rows.insert(new Snapshot(
                SnapshotId.fresh(),
                desktop.id(),
                SnapshotKind.LEFT_BEHIND,
                SnapshotState.READY,
                clock.instant(),
                heardOf,
                lost,
                VolumeNames.root(desktop.id(), disks),
                VolumeNames.user(desktop.id(), disks),
                new Make(desktop.bundle(), desktop.blueprint()),
                null,
                null,
                0,
                null));
    }

    void deleteAll(DesktopId desktop, HostId host) {
        rows.deleteAll(desktop, host);
    }

    /** Marks what is kept no longer. Those that people ask for push none of the others out, however many they ask for. */
    void retain(DesktopId desktop) {
        var retention = new Retention(settings.recentSnapshots(), settings.weeklySnapshots());
        rows.here(desktop).stream()
                .collect(Collectors.partitioningBy(
                        snapshot -> snapshot.kind() == SnapshotKind.ON_DEMAND,
                        Collectors.mapping(
                                snapshot -> new Retention.Taken(
                                        snapshot.id(),
                                        snapshot.state(),
                                        snapshot.taken().orElse(snapshot.askedAt())),
                                Collectors.toList())))
                .values()
                .forEach(alike -> rows.deleting(retention.superfluous(alike)));
    }
}
