package dev.berth.broker.desktop;

import dev.berth.broker.desktop.Relocation.Restart;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.VolumeName;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Writes down how a desktop goes on from a copy: its row, what it left on the lost host, the audit log. */
@Component
class RestartLedger {

    private final JdbcDesktops desktops;
    private final DesktopRecord record;
    private final SnapshotBook snapshots;
    private final HostLeaving leaving;
    private final Clock clock;

    RestartLedger(
            JdbcDesktops desktops, DesktopRecord record, SnapshotBook snapshots, HostLeaving leaving, Clock clock) {
        this.desktops = desktops;
        this.record = record;
        this.snapshots = snapshots;
        this.leaving = leaving;
        this.clock = clock;
    }

    void reserve(Desktop desktop, HostId to, Restart restart) {
        record.facts(
                desktop,
                draft -> draft.made(
                                draft.blueprint().with(draft.blueprint().disks().after(restart.disks())))
                        .relocating(Relocation.restarting(to, restart, clock.instant())));
    }

    /** Deletes what an earlier try made, unless another node is at it by now. */
    void deleting(Desktop desktop, Runnable deletion) {
        record.deleting(desktop, deletion);
    }

    /** As one: it has the new disks on the new host, and the old ones are named on the lost one. */
    void took(Desktop desktop, DesktopCopy copy, Disks disks, Host lost, Host to) {
        Instant heardOf = lost.health().observedAt().orElseGet(clock::instant);
        String why = "Its host " + lost.name() + " was declared lost; it goes on from the copy of " + copy.takenAt()
                + " on " + to.name() + ". What was written after that is on the lost host alone.";
        Make made = new Make(desktop.bundle(), made(desktop, copy, disks));
        leaving.leaveLost(
                desktop,
                new HostLeaving.FromLost(lost, to, List.of(), why),
                draft -> started(draft.movedTo(to.id()).exchange(null).made(made), desktop, why),
                () -> leaveSnapshots(desktop, lost, heardOf));
    }

    /** Its only snapshot is the copy that it came from: the next one does not wait for its turn. */
    private void leaveSnapshots(Desktop desktop, Host lost, Instant heardOf) {
        snapshots.leftBehind(desktop, lost.id(), heardOf);
        desktops.find(desktop.id()).ifPresent(now -> snapshots.begin(now, SnapshotId.fresh(), SnapshotKind.SCHEDULED));
    }

    /** What was made on the other host goes, and it is as it was. */
    void giveUp(Desktop desktop, HostId to, List<VolumeName> volumes) {
        leaving.giveUp(desktop, to, volumes, null);
    }

    private static Blueprint made(Desktop desktop, DesktopCopy copy, Disks disks) {
        Blueprint was = desktop.blueprint();
        return new Blueprint(copy.imageVersion(), disks, was.hostname(), was.compute(), was.running());
    }

    /** What ran starts again. An exchange of disks that was under way is over: none of its disks are here. */
    private static DesktopDraft started(DesktopDraft draft, Desktop desktop, String why) {
        Exchange exchange = desktop.agenda().exchange();
        DesktopState was = exchange == null ? desktop.state() : exchange.from();
        return switch (desktop.state()) {
            case AVAILABLE, UNHEALTHY, REBOOTING, UPDATING, STARTING, MAINTENANCE, ADMIN_MAINTENANCE ->
                RelocationLedger.started(draft, desktop.state(), why);
            case REBUILDING, RESTORING ->
                was == DesktopState.STOPPED || was == DesktopState.ERROR
                        ? draft.settleStopped(why)
                        : draft.wanting(Wanted.RUNNING).moveTo(DesktopState.STARTING, why);
            case PENDING, STOPPING, STOPPED, SUSPENDED, ERROR, TERMINATING, TERMINATED -> draft.because(why);
        };
    }
}
