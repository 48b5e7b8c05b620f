package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.SnapshotOutcome;
import dev.berth.hypervisor.SnapshotOutcome.Consistency;
import dev.berth.hypervisor.SnapshotSpec;
import dev.berth.hypervisor.libvirt.Snapshots.Begun;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** One snapshot from begin to end. The machine is held only while its moment is taken, and at rest while it is copied. */
final class SnapshotRun {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final LibvirtHypervisor host;
    private final HostLink link;
    private final LibvirtSettings settings;

    SnapshotRun(LibvirtHypervisor host, HostLink link, LibvirtSettings settings) {
        this.host = host;
        this.link = link;
        this.settings = settings;
    }

    SnapshotOutcome take(MachineId id, SnapshotSpec spec) {
        var doing = "take snapshot '" + spec.name() + "' of machine " + id;
        Begun begun = host.locked(
                id,
                () -> link.call(
                        doing,
                        settings.longCallLimit().plus(settings.copyLimit()),
                        connect -> host.on(connect).snapshots().begin(id, spec)));
        return switch (begun) {
            case Begun.Made(var outcome) -> outcome;
            case Begun.Copying(var consistency) -> {
                boolean inTime = awaitJob(id, doing);
                yield host.locked(id, () -> inTime ? finish(id, spec, consistency, doing) : giveUp(id, spec, doing));
            }
        };
    }

    private boolean awaitJob(MachineId id, String doing) {
        long end = System.nanoTime() + settings.copyLimit().toNanos();
        var pause = FIRST_PAUSE;
        while (runs(id, doing)) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(pause.toNanos());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
        return true;
    }

    private boolean runs(MachineId id, String doing) {
        return link.call(doing, settings.callLimit(), connect -> {
            var domain = host.on(connect).machines().find(id);
            return domain.isPresent() && new BackupJob(connect, domain.get()).runs();
        });
    }

    private SnapshotOutcome finish(MachineId id, SnapshotSpec spec, Consistency consistency, String doing) {
        return link.call(doing, settings.longCallLimit(), connect -> {
            var on = host.on(connect);
            var domain = on.machines().require(id, "finish a snapshot of");
            if (new BackupJob(connect, domain).endedWell()) {
                return on.snapshots().finish(id, spec, consistency);
            }
            on.snapshots().undo(id, spec);
            throw new HypervisorException("Cannot " + doing
                    + ": the host did not copy everything; the machine may have been turned off meanwhile. Try again.");
        });
    }

    private SnapshotOutcome giveUp(MachineId id, SnapshotSpec spec, String doing) {
        return link.call(doing, settings.longCallLimit(), connect -> {
            var on = host.on(connect);
            new BackupJob(connect, on.machines().require(id, "end a snapshot of")).end();
            on.snapshots().undo(id, spec);
            throw new HypervisorException("Cannot " + doing + ": it took longer than "
                    + settings.copyLimit().toSeconds() + " s and was ended. Is the host's disk slow?");
        });
    }
}
