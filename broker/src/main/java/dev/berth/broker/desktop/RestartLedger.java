package dev.berth.broker.desktop;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.desktop.JdbcRemains.Kind;
import dev.berth.broker.desktop.Relocation.Restart;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.VolumeName;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes down how a desktop goes on from a copy: its row, what it left on the lost host, the audit log. */
@Component
class RestartLedger {

    private final JdbcDesktops desktops;
    private final DesktopRecord record;
    private final SnapshotBook snapshots;
    private final JdbcRemains remains;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    RestartLedger(
            JdbcDesktops desktops,
            DesktopRecord record,
            SnapshotBook snapshots,
            JdbcRemains remains,
            AuditLog audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.desktops = desktops;
        this.record = record;
        this.snapshots = snapshots;
        this.remains = remains;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    void reserve(Desktop desktop, HostId to, Restart restart) {
        record.facts(
                desktop,
                draft -> draft.made(
                                draft.blueprint().with(draft.blueprint().disks().after(restart.disks())))
                        .relocating(Relocation.restarting(to, restart, clock.instant())));
    }

    /** As one: it has the new disks on the new host, and the old ones are named on the lost one. */
    void took(Desktop desktop, DesktopCopy copy, Disks disks, Host lost, Host to) {
        Instant heardOf = lost.health().observedAt().orElseGet(clock::instant);
        String why = "Its host " + lost.name() + " was declared lost; it goes on from the copy of " + copy.takenAt()
                + " on " + to.name() + ". What was written after that is on the lost host alone.";
        transaction.executeWithoutResult(status -> {
            boolean moved = record.moved(
                    desktop,
                    draft -> started(
                            draft.movedTo(to.id())
                                    .exchange(null)
                                    .made(new Make(desktop.bundle(), made(desktop, copy, disks))),
                            desktop,
                            why));
            if (!moved) {
                status.setRollbackOnly();
                return;
            }
            snapshots.leftBehind(desktop, lost.id(), heardOf);
            // Its only snapshot is the copy that it came from: the next one does not wait for its turn.
            desktops.find(desktop.id())
                    .ifPresent(now -> snapshots.begin(now, SnapshotId.fresh(), SnapshotKind.SCHEDULED));
            remains.add(lost.id(), desktop.id(), Kind.FENCED, List.of(), clock.instant());
            audit.record(AuditEntry.of(
                            new Actor.Berth(),
                            "desktop.leave-lost-host",
                            "desktop",
                            desktop.id(),
                            dev.berth.broker.audit.Outcome.DONE,
                            why + RelocationLedger.fence(lost))
                    .changing(Map.of("host", lost.name()), Map.of("host", to.name())));
        });
    }

    /** What was made on the other host goes, and it is as it was. */
    void giveUp(Desktop desktop, HostId to, List<VolumeName> volumes) {
        transaction.executeWithoutResult(status -> {
            remains.add(to, desktop.id(), Kind.GIVEN_UP, volumes, clock.instant());
            record.facts(desktop, draft -> draft.relocating(null));
        });
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
