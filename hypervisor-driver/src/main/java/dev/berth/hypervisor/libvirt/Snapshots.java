package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.Observation.PowerState;
import dev.berth.hypervisor.SnapshotOutcome;
import dev.berth.hypervisor.SnapshotOutcome.Consistency;
import dev.berth.hypervisor.SnapshotSpec;
import dev.berth.hypervisor.SnapshotSpec.Copy;
import dev.berth.hypervisor.VolumeName;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/**
 * Copies of machines' volumes. Of a running machine one backup job makes all of them; its targets carry markers until it has
 * ended well, so that what a job left behind is told from what it finished. Of a machine that is off, volumes are copied.
 */
final class Snapshots {

    /** How a running machine can be copied, best first. */
    private enum Kind {
        INCREMENT("an increment"),
        WHOLE("remembered"),
        UNREMEMBERED("taken");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    private final BerthConnect connect;
    private final Pool pool;
    private final Machines machines;
    private final Uses uses;
    private final Layers layers;

    Snapshots(BerthConnect connect, Pool pool, Machines machines, Uses uses, Layers layers) {
        this.connect = connect;
        this.pool = pool;
        this.machines = machines;
        this.uses = uses;
        this.layers = layers;
    }

    /** What has come of a snapshot that was asked for. */
    sealed interface Begun {

        /** It is there. */
        record Made(SnapshotOutcome outcome) implements Begun {}

        /** A job copies, and may be running for long. */
        record Copying(Consistency consistency) implements Begun {}
    }

    Begun begin(MachineId id, SnapshotSpec spec) throws LibvirtException {
        var domain = machines.require(id, "take a snapshot of");
        if (areWhole(spec)) {
            return new Begun.Made(outcome(spec, remembered(domain, spec)));
        }
        var disks = new Disks(domain);
        for (var copy : spec.copies()) {
            disks.requireOwn(id, copy.source(), pool.pathOf(copy.source().value()));
            requireReplaceable(copy.target());
        }
        var power = Machines.power(domain);
        try {
            return power == PowerState.RUNNING || power == PowerState.PAUSED
                    ? new Begun.Copying(copyLive(domain, disks, spec))
                    : new Begun.Made(copyAtRest(domain, spec));
        } catch (LibvirtException | HypervisorException e) {
            undoAfter(e, domain, id, spec);
            throw e;
        }
    }

    /** Ends what a job has finished; its machine may have gone on to anything since. */
    SnapshotOutcome finish(MachineId id, SnapshotSpec spec, Consistency consistency) throws LibvirtException {
        var domain = machines.require(id, "finish a snapshot of");
        dropMarkers(spec);
        if (domain.isActive() == 1) {
            var kept = new LinkedHashSet<>(Set.of(spec.name()));
            spec.since().ifPresent(kept::add);
            new Checkpoints(connect, domain).keepOnly(kept, spec::follows);
        }
        return outcome(spec, consistency);
    }

    /** Takes away what a job that did not end well has made. */
    void undo(MachineId id, SnapshotSpec spec) throws LibvirtException {
        for (var copy : spec.copies()) {
            if (!pool.isWhole(copy.target().value())) {
                pool.drop(copy.target().value() + Layers.MERGING);
                pool.drop(copy.target().value());
                pool.drop(copy.target().value() + Pool.MAKING);
            }
        }
        var domain = machines.find(id);
        if (domain.isPresent()) {
            new Checkpoints(connect, domain.get()).forget(spec.name());
        }
    }

    private void undoAfter(Exception failure, Domain domain, MachineId id, SnapshotSpec spec) {
        try {
            if (!new BackupJob(connect, domain).runs()) {
                undo(id, spec);
            }
        } catch (LibvirtException e) {
            failure.addSuppressed(e);
        }
    }

    void forget(MachineId id, String name) throws LibvirtException {
        var domain = machines.find(id);
        if (domain.isPresent()) {
            new Checkpoints(connect, domain.get()).forget(name);
        }
    }

    private Consistency copyLive(Domain domain, Disks disks, SnapshotSpec spec) throws LibvirtException {
        boolean runs = Machines.power(domain) == PowerState.RUNNING;
        if (runs && Freeze.isUnderWay(domain)) {
            new Freeze(connect, domain).thaw();
        }
        var job = new BackupJob(connect, domain);
        if (job.isOf(disks.targets(pool, spec))) {
            return remembered(domain, spec);
        }
        job.end();
        var checkpoints = new Checkpoints(connect, domain);
        checkpoints.forget(spec.name());
        boolean mayBeIncrement =
                spec.since().isPresent() && checkpoints.has(spec.since().get()) && haveBases(spec);
        // The later are for volumes that were made anew or lost their memory, and those too old to have one.
        for (var kind : mayBeIncrement ? Kind.values() : new Kind[] {Kind.WHOLE, Kind.UNREMEMBERED}) {
            try {
                makeTargets(spec, kind);
                return start(domain, disks, spec, kind);
            } catch (LibvirtException e) {
                if (kind == Kind.UNREMEMBERED || Failures.brokeConnection(connect, e)) {
                    throw e;
                }
                System.getLogger(Snapshots.class.getName())
                        .log(
                                System.Logger.Level.INFO,
                                "Snapshot '" + spec.name() + "' of machine '" + domain.getName() + "' can not be "
                                        + kind.word + "; the next best way is taken.",
                                e);
            }
        }
        throw new IllegalStateException("The last kind neither began nor failed.");
    }

    private Consistency start(Domain domain, Disks disks, SnapshotSpec spec, Kind kind) throws LibvirtException {
        var targets = disks.targets(pool, spec);
        var since = kind == Kind.INCREMENT ? spec.since() : Optional.<String>empty();
        var job = BackupXml.job(targets, disks.names(), since);
        return new Freeze(connect, domain).during(standsStill -> {
            var consistency = standsStill ? Consistency.FILE_SYSTEM : Consistency.CRASH;
            var checkpoint = kind == Kind.UNREMEMBERED
                    ? null
                    : BackupXml.checkpoint(spec.name(), consistency, targets, disks.names());
            new BackupJob(connect, domain).begin(job, checkpoint);
            return consistency;
        });
    }

    private void makeTargets(SnapshotSpec spec, Kind kind) throws LibvirtException {
        for (var copy : spec.copies()) {
            var target = copy.target().value();
            pool.mark(target);
            pool.drop(target);
            long capacity = pool.require(copy.source(), "snapshot '" + spec.name() + "'")
                    .capacityBytes();
            if (kind == Kind.INCREMENT) {
                pool.link(target, pool.require(copy.base().orElseThrow(), "snapshot '" + spec.name() + "'"), capacity);
            } else {
                pool.create(VolumeXml.blank(target, capacity));
            }
        }
    }

    private SnapshotOutcome copyAtRest(Domain domain, SnapshotSpec spec) throws LibvirtException {
        for (var copy : spec.copies()) {
            pool.mark(copy.target().value());
        }
        for (var copy : spec.copies()) {
            pool.drop(copy.target().value());
            layers.copyTop(copy.target().value(), pool.require(copy.source(), "snapshot '" + spec.name() + "'"));
        }
        dropMarkers(spec);
        return outcome(spec, atRest(domain));
    }

    private void dropMarkers(SnapshotSpec spec) throws LibvirtException {
        for (var copy : spec.copies()) {
            pool.drop(copy.target().value() + Pool.MAKING);
        }
    }

    private SnapshotOutcome outcome(SnapshotSpec spec, Consistency consistency) throws LibvirtException {
        boolean incremental = true;
        long bytes = 0;
        for (var copy : spec.copies()) {
            var facts = pool.facts(copy.target());
            incremental &= copy.base().isPresent() && copy.base().equals(facts.backing());
            bytes += facts.allocatedBytes();
        }
        return new SnapshotOutcome(incremental, consistency, bytes);
    }

    /** Of a snapshot that another run began, or the least that it can be. */
    private Consistency remembered(Domain domain, SnapshotSpec spec) throws LibvirtException {
        var told = new Checkpoints(connect, domain).consistency(spec.name());
        return told.isPresent() ? told.get() : atRest(domain);
    }

    private Consistency atRest(Domain domain) throws LibvirtException {
        return Machines.power(domain) == PowerState.OFF && connect.wasShutDownByGuest(domain.getUUIDString())
                ? Consistency.FILE_SYSTEM
                : Consistency.CRASH;
    }

    private boolean areWhole(SnapshotSpec spec) throws LibvirtException {
        for (var copy : spec.copies()) {
            if (!pool.isWhole(copy.target().value())) {
                return false;
            }
        }
        return true;
    }

    private boolean haveBases(SnapshotSpec spec) throws LibvirtException {
        for (Copy copy : spec.copies()) {
            if (copy.base().isEmpty() || !pool.isWhole(copy.base().get().value())) {
                return false;
            }
        }
        return true;
    }

    private void requireReplaceable(VolumeName target) throws LibvirtException {
        if (pool.find(target.value()).isPresent()) {
            try {
                uses.requireNone(target.value(), pool.pathOf(target.value()));
            } catch (HypervisorException e) {
                throw new HypervisorException(
                        "Cannot make a copy named '" + target
                                + "': a volume of that name is at work. Name another target.",
                        e);
            }
        }
    }
}
