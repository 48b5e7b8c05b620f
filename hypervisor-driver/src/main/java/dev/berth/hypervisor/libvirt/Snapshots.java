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

    /** Makes the snapshot, or begins a job that does; empty then. */
    Optional<SnapshotOutcome> begin(MachineId id, SnapshotSpec spec) throws LibvirtException {
        var domain = machines.require(id, "take a snapshot of");
        if (areWhole(spec)) {
            return Optional.of(outcome(domain, spec));
        }
        var disks = new Disks(domain);
        for (var copy : spec.copies()) {
            disks.requireOwn(id, copy.source(), pool.pathOf(copy.source().value()));
            requireReplaceable(copy.target());
        }
        var power = Machines.power(domain);
        if (power == PowerState.RUNNING || power == PowerState.PAUSED) {
            copyLive(domain, disks, spec, power);
            return Optional.empty();
        }
        return Optional.of(copyAtRest(domain, spec));
    }

    /** Ends what a job has finished; its machine may have gone on to anything since. */
    SnapshotOutcome finish(MachineId id, SnapshotSpec spec) throws LibvirtException {
        var domain = machines.require(id, "finish a snapshot of");
        for (var copy : spec.copies()) {
            pool.drop(copy.target().value() + Pool.MAKING);
        }
        var outcome = outcome(domain, spec);
        if (domain.isActive() == 1) {
            var kept = new LinkedHashSet<>(Set.of(spec.name()));
            spec.since().ifPresent(kept::add);
            new Checkpoints(connect, domain).keepOnly(kept);
        }
        return outcome;
    }

    /** Takes away what a job that did not end well has made. */
    void undo(MachineId id, SnapshotSpec spec) throws LibvirtException {
        for (var copy : spec.copies()) {
            if (!pool.isWhole(copy.target().value())) {
                pool.drop(copy.target().value());
                pool.drop(copy.target().value() + Pool.MAKING);
            }
        }
        var domain = machines.find(id);
        if (domain.isPresent()) {
            new Checkpoints(connect, domain.get()).forget(spec.name());
        }
    }

    void forget(MachineId id, String name) throws LibvirtException {
        var domain = machines.find(id);
        if (domain.isPresent()) {
            new Checkpoints(connect, domain.get()).forget(name);
        }
    }

    private void copyLive(Domain domain, Disks disks, SnapshotSpec spec, PowerState power) throws LibvirtException {
        var freeze = new Freeze(connect, domain);
        if (Freeze.isUnderWay(domain)) {
            freeze.thaw();
        }
        var job = new BackupJob(connect, domain);
        if (job.isOf(disks.targets(pool, spec))) {
            return;
        }
        job.end();
        var checkpoints = new Checkpoints(connect, domain);
        checkpoints.forget(spec.name());
        boolean incremental =
                spec.since().isPresent() && checkpoints.has(spec.since().get()) && haveBases(spec);
        if (incremental && beginIncrement(domain, disks, spec, power)) {
            return;
        }
        makeTargets(spec, false);
        start(domain, disks, spec, Optional.empty(), power);
    }

    private boolean beginIncrement(Domain domain, Disks disks, SnapshotSpec spec, PowerState power)
            throws LibvirtException {
        try {
            makeTargets(spec, true);
            start(domain, disks, spec, spec.since(), power);
            return true;
        } catch (LibvirtException e) {
            if (Failures.brokeConnection(connect, e)) {
                throw e;
            }
            System.getLogger(Snapshots.class.getName())
                    .log(
                            System.Logger.Level.INFO,
                            "Machine '" + domain.getName() + "' can not be copied from snapshot '"
                                    + spec.since().orElse("") + "' on; the snapshot is made whole.",
                            e);
            return false;
        }
    }

    private void start(Domain domain, Disks disks, SnapshotSpec spec, Optional<String> since, PowerState power)
            throws LibvirtException {
        var targets = disks.targets(pool, spec);
        var job = BackupXml.job(targets, disks.names(), since);
        if (power == PowerState.PAUSED) {
            new BackupJob(connect, domain)
                    .begin(job, BackupXml.checkpoint(spec.name(), Consistency.CRASH, targets, disks.names()));
            return;
        }
        new Freeze(connect, domain).during(standsStill -> {
            var consistency = standsStill ? Consistency.FILE_SYSTEM : Consistency.CRASH;
            new BackupJob(connect, domain)
                    .begin(job, BackupXml.checkpoint(spec.name(), consistency, targets, disks.names()));
            return Boolean.TRUE;
        });
    }

    private void makeTargets(SnapshotSpec spec, boolean incremental) throws LibvirtException {
        for (var copy : spec.copies()) {
            var target = copy.target().value();
            pool.mark(target);
            pool.drop(target);
            long capacity = pool.require(copy.source(), "snapshot '" + spec.name() + "'")
                    .capacityBytes();
            if (incremental) {
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
        for (var copy : spec.copies()) {
            pool.drop(copy.target().value() + Pool.MAKING);
        }
        return outcome(domain, spec);
    }

    private SnapshotOutcome outcome(Domain domain, SnapshotSpec spec) throws LibvirtException {
        boolean incremental = true;
        long bytes = 0;
        for (var copy : spec.copies()) {
            var facts = pool.facts(copy.target());
            incremental &= copy.base().isPresent() && copy.base().equals(facts.backing());
            bytes += facts.allocatedBytes();
        }
        var told = new Checkpoints(connect, domain).consistency(spec.name());
        return new SnapshotOutcome(incremental, told.isPresent() ? told.get() : atRest(domain), bytes);
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
