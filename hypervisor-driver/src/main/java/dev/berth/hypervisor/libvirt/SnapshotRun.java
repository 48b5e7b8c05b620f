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

    private final HostCalls calls;
    private final LibvirtSettings settings;

    SnapshotRun(HostCalls calls, LibvirtSettings settings) {
        this.calls = calls;
        this.settings = settings;
    }

    SnapshotOutcome take(MachineId id, SnapshotSpec spec) {
        var doing = "take snapshot '" + spec.name() + "' of machine " + id;
        Begun begun = calls.locked(
                id,
                () -> calls.within(
                        settings.longCallLimit().plus(settings.copyLimit()),
                        doing,
                        on -> on.snapshots().begin(id, spec)));
        return switch (begun) {
            case Begun.Made(var outcome) -> outcome;
            case Begun.Copying(var consistency) -> {
                boolean inTime = awaitJob(id, doing);
                yield calls.locked(id, () -> inTime ? finish(id, spec, consistency, doing) : giveUp(id, spec, doing));
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
        return calls.shortly(doing, on -> {
            var domain = on.machines().find(id);
            return domain.isPresent() && new BackupJob(on.connect(), domain.get()).runs();
        });
    }

    private SnapshotOutcome finish(MachineId id, SnapshotSpec spec, Consistency consistency, String doing) {
        return calls.within(settings.longCallLimit(), doing, on -> {
            var domain = on.machines().require(id, "finish a snapshot of");
            if (new BackupJob(on.connect(), domain).endedWell()) {
                return on.snapshots().finish(id, spec, consistency);
            }
            on.snapshots().undo(id, spec);
            throw new HypervisorException("Cannot " + doing
                    + ": the host did not copy everything; the machine may have been turned off meanwhile. Try again.");
        });
    }

    private SnapshotOutcome giveUp(MachineId id, SnapshotSpec spec, String doing) {
        return calls.within(settings.longCallLimit(), doing, on -> {
            new BackupJob(on.connect(), on.machines().require(id, "end a snapshot of")).end();
            on.snapshots().undo(id, spec);
            throw new HypervisorException("Cannot " + doing + ": it took longer than "
                    + settings.copyLimit().toSeconds() + " s and was ended. Is the host's disk slow?");
        });
    }
}
