package dev.berth.hypervisor.simulated;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.Observation.PowerState;
import dev.berth.hypervisor.SnapshotOutcome;
import dev.berth.hypervisor.SnapshotOutcome.Consistency;
import dev.berth.hypervisor.SnapshotSpec;
import dev.berth.hypervisor.SnapshotSpec.Copy;
import dev.berth.hypervisor.VolumeName;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Takes snapshots on a simulated host. Called under its world's lock. */
final class SimulatedSnapshots {

    private final SimulatedWorld world;
    private final SimulatedMachines machines;
    private final SimulatedVolumes volumes;

    SimulatedSnapshots(SimulatedWorld world, SimulatedMachines machines, SimulatedVolumes volumes) {
        this.world = world;
        this.machines = machines;
        this.volumes = volumes;
    }

    SnapshotOutcome take(MachineId id, SnapshotSpec spec) {
        var machine = machines.require(id, "take a snapshot of");
        if (spec.copies().stream().map(Copy::target).allMatch(volumes::isWhole)) {
            return adopted(machine, spec);
        }
        spec.copies().forEach(copy -> requireOwn(id, machine, copy.source()));
        spec.copies().forEach(copy -> volumes.requireUnused(copy.target()));
        boolean runs = machine.power == PowerState.RUNNING || machine.power == PowerState.PAUSED;
        boolean incremental = runs && isUsable(machine, spec);
        var consistency =
                machine.guestAnswers() || machine.shutDownByGuest ? Consistency.FILE_SYSTEM : Consistency.CRASH;
        for (var copy : spec.copies()) {
            var source = volumes.require(copy.source(), "Cannot take snapshot '" + spec.name() + "'");
            var backing = incremental ? copy.base() : runs ? Optional.<VolumeName>empty() : source.backing();
            world.addVolume(copy.target(), source.capacityMib(), backing, false, source.files());
        }
        if (runs) {
            track(machine, spec);
        }
        world.faults().during(Operation.SNAPSHOT, id.toString());
        for (var copy : spec.copies()) {
            world.volumes.computeIfPresent(copy.target(), (name, half) -> half.finished());
        }
        var outcome = new SnapshotOutcome(incremental, consistency, bytes(spec));
        machine.snapshots.put(spec.name(), outcome);
        if (runs) {
            machine.checkpoints
                    .keySet()
                    .removeIf(name -> !name.equals(spec.name())
                            && spec.follows(name)
                            && spec.since().filter(name::equals).isEmpty());
        }
        return outcome;
    }

    void delete(MachineId id, String name) {
        SnapshotSpec.requireName(name);
        var machine = world.machines.get(id);
        if (machine != null) {
            machine.checkpoints.remove(name);
            machine.snapshots.remove(name);
        }
    }

    private SnapshotOutcome adopted(SimulatedMachine machine, SnapshotSpec spec) {
        var known = machine.snapshots.get(spec.name());
        if (known != null) {
            return known;
        }
        boolean incremental = spec.copies().stream()
                .allMatch(copy -> copy.base().isPresent()
                        && copy.base().equals(volumes.facts(copy.target()).backing()));
        return new SnapshotOutcome(incremental, Consistency.CRASH, bytes(spec));
    }

    private boolean isUsable(SimulatedMachine machine, SnapshotSpec spec) {
        var then = spec.since().map(machine.checkpoints::get).orElse(Map.of());
        return spec.copies().stream().allMatch(copy -> {
            var source = world.volumes.get(copy.source());
            return source != null
                    && Long.valueOf(source.born()).equals(then.get(copy.source()))
                    && copy.base().filter(volumes::isWhole).isPresent();
        });
    }

    private void track(SimulatedMachine machine, SnapshotSpec spec) {
        machine.checkpoints.put(
                spec.name(),
                spec.copies().stream()
                        .map(copy -> volumes.require(copy.source(), "Cannot take snapshot '" + spec.name() + "'"))
                        .collect(Collectors.toMap(SimulatedVolume::name, SimulatedVolume::born)));
    }

    private void requireOwn(MachineId id, SimulatedMachine machine, VolumeName source) {
        if (!machine.uses(source)) {
            throw new HypervisorException("Cannot take a snapshot of machine " + id + " on simulated host '"
                    + world.name() + "': it has no volume '" + source + "'. Name volumes of its own.");
        }
    }

    private long bytes(SnapshotSpec spec) {
        return spec.copies().stream()
                .mapToLong(copy -> volumes.facts(copy.target()).allocatedBytes())
                .sum();
    }
}
