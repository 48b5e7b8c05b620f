package dev.berth.broker.desktop;

import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What people and admins want of desktops' snapshots. Whether the caller may do it was decided before. */
@Component
public class Snapshots {

    private final DesktopChange change;
    private final SnapshotBook book;
    private final JdbcSnapshots rows;

    Snapshots(DesktopChange change, SnapshotBook book, JdbcSnapshots rows) {
        this.change = change;
        this.book = book;
        this.rows = rows;
    }

    /** The desktop's, the latest first; those that are on their way out too. */
    public List<Snapshot> of(DesktopId desktop) {
        change.require(desktop);
        return rows.of(desktop);
    }

    /** Those that it can be restored from, the latest first. */
    public List<Snapshot> restorable(DesktopId desktop) {
        change.require(desktop);
        return rows.here(desktop).stream().filter(Snapshot::ready).toList();
    }

    /** Begins one of the desktop as it is now; the list tells how it goes on. */
    public SnapshotId take(DesktopId id) {
        Desktop desktop = change.require(id);
        desktop.require(DesktopOperation.SNAPSHOT);
        if (desktop.times().firstReady() == null || desktop.host().isEmpty()) {
            throw new GuardRefusedException(
                    "snapshot", id, desktop.state(), "it was never ready, so there is nothing on it");
        }
        SnapshotId fresh = SnapshotId.fresh();
        return change.nudging(
                id,
                () -> book.begin(desktop, fresh, SnapshotKind.ON_DEMAND)
                        ? fresh
                        : book.ask(id)
                                .orElseThrow(() -> new GuardRefusedException(
                                        "snapshot",
                                        id,
                                        desktop.state(),
                                        "a snapshot of it is being taken already; wait for that")));
    }

    /**
     * Begins the one that an update of a desktop in maintenance can be taken back to. False when another is being taken of
     * it at the moment; the next try may succeed.
     *
     * @param fresh its id, chosen by whoever asks, so that asking twice makes one
     */
    public boolean takeBeforeUpdate(DesktopId id, SnapshotId fresh) {
        Desktop desktop = change.require(id);
        if (desktop.state() != DesktopState.MAINTENANCE) {
            throw new GuardRefusedException("snapshot", id, desktop.state(), "allowed is [MAINTENANCE]");
        }
        return change.nudging(
                id, () -> find(fresh).isPresent() || book.begin(desktop, fresh, SnapshotKind.BEFORE_UPDATE));
    }

    public Optional<Snapshot> find(SnapshotId snapshot) {
        return rows.find(snapshot);
    }

    /** Marks it to go. Its volumes stay while a later one stands on them. */
    public void delete(DesktopId id, SnapshotId snapshot) {
        Desktop desktop = change.require(id);
        Snapshot found = rows.find(snapshot)
                .filter(one -> one.desktop().equals(id))
                .orElseThrow(() -> new NotFoundException("snapshot", snapshot));
        if (desktop.host().filter(found.host()::equals).isEmpty()) {
            throw new ChangeRefusedException("Snapshot " + snapshot
                    + " lies on a host that was lost, and the desktop is on another by now."
                    + " It is removed on the page of that host.");
        }
        Exchange exchange = desktop.agenda().exchange();
        if (exchange != null && snapshot.equals(exchange.source())) {
            throw new ChangeRefusedException(
                    "Snapshot " + snapshot + " is what desktop " + id + " is being made of. Wait until that is over.");
        }
        change.nudge(id, () -> rows.deleting(Set.of(snapshot)));
    }
}
