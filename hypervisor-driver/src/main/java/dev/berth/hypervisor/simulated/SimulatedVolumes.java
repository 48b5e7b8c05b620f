package dev.berth.hypervisor.simulated;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.Observation.PowerState;
import dev.berth.hypervisor.VolumeFacts;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pool of a simulated host. Called under its world's lock. */
final class SimulatedVolumes {

    private static final long MIB = 1024 * 1024;

    private final SimulatedWorld world;

    SimulatedVolumes(SimulatedWorld world) {
        this.world = world;
    }

    List<VolumeName> listed() {
        return world.volumes.values().stream()
                .filter(SimulatedVolume::whole)
                .map(SimulatedVolume::name)
                .filter(name -> !SimulatedTemplates.owns(name))
                .toList();
    }

    boolean isWhole(VolumeName name) {
        var volume = world.volumes.get(name);
        return volume != null && volume.whole();
    }

    void ensure(VolumeSpec spec) {
        if (isWhole(spec.name())) {
            return;
        }
        switch (spec) {
            case VolumeSpec.LinkedClone(var name, var backing, var capacityMib) ->
                copy(name, backing, capacityMib, Optional.of(backing));
            case VolumeSpec.FullCopy(var name, var source, var capacityMib) ->
                copy(name, source, capacityMib, Optional.empty());
            case VolumeSpec.LinkedCopy(var name, var source, var backing, var capacityMib) ->
                copy(name, source, capacityMib, standsOn(source, backing) ? Optional.of(backing) : Optional.empty());
            case VolumeSpec.Blank(var name, var capacityMib) ->
                world.addVolume(name, capacityMib, Optional.empty(), true);
        }
    }

    VolumeFacts facts(VolumeName name) {
        var volume = require(name, "Cannot look at volume '" + name + "'");
        return new VolumeFacts(volume.capacityMib() * MIB, allocatedBytes(volume), volume.backing());
    }

    long allocatedBytes(SimulatedVolume volume) {
        var below = volume.backing().map(world.volumes::get);
        return volume.allocatedBytes(below.map(SimulatedVolume::files).orElse(Map.of()));
    }

    void grow(VolumeName name, long capacityMib) {
        VolumeSpec.requireCapacity(name, capacityMib);
        var cannot = "Cannot grow volume '" + name + "'";
        var volume = require(name, cannot);
        if (capacityMib < volume.capacityMib()) {
            throw new HypervisorException(
                    cannot + " on simulated host '" + world.name() + "' to " + capacityMib + " MiB: it has "
                            + volume.capacityMib() + " MiB, and a volume never shrinks. Ask for more than that.");
        }
        world.requirePoolRoom(
                "grow volume '" + name + "' to " + capacityMib + " MiB", capacityMib - volume.capacityMib());
        for (var machine : world.machines.entrySet()) {
            if (machine.getValue().uses(name) && machine.getValue().power == PowerState.SAVED) {
                throw new HypervisorException(cannot + " on simulated host '" + world.name() + "': machine "
                        + machine.getKey() + " is saved and remembers its size. Start it first.");
            }
        }
        world.volumes.put(name, volume.withCapacity(capacityMib));
    }

    void ensureUploaded(VolumeName name, Path file) {
        if (isWhole(name)) {
            return;
        }
        try {
            long capacityMib = Math.max(1, Files.size(file) / MIB);
            world.addVolume(name, capacityMib, Optional.empty(), false);
            world.faults().during(Operation.ENSURE_UPLOADED, name.value());
            world.addVolume(name, capacityMib, Optional.empty(), true);
        } catch (IOException e) {
            throw new HypervisorException(
                    "Cannot upload volume '" + name + "' to simulated host '" + world.name() + "': file '" + file
                            + "' cannot be read. Put the image file there.",
                    e);
        }
    }

    void delete(VolumeName name) {
        requireUnused(name);
        world.volumes.remove(name);
    }

    void requireUnused(VolumeName name) {
        for (var machine : world.machines.entrySet()) {
            if (machine.getValue().uses(name)) {
                throw refusal(name, "machine " + machine.getKey() + " uses it. Remove the machine first.");
            }
        }
        for (var volume : world.volumes.values()) {
            if (volume.backing().filter(name::equals).isPresent()) {
                throw refusal(name, "volume '" + volume.name() + "' stands on it. Delete that first.");
            }
        }
    }

    private void copy(VolumeName name, VolumeName source, long capacityMib, Optional<VolumeName> backing) {
        var from = require(source, "Cannot make volume '" + name + "'");
        if (backing.filter(source::equals).isEmpty()) {
            world.requirePoolRoom("make copy '" + name + "'", Math.max(capacityMib, from.capacityMib()));
        }
        world.addVolume(name, Math.max(capacityMib, from.capacityMib()), backing, true, from.files());
    }

    private boolean standsOn(VolumeName above, VolumeName below) {
        var backing = Optional.ofNullable(world.volumes.get(above)).flatMap(SimulatedVolume::backing);
        return backing.filter(next -> next.equals(below) || standsOn(next, below))
                .isPresent();
    }

    SimulatedVolume require(VolumeName name, String cannot) {
        var volume = world.volumes.get(name);
        if (volume == null || !volume.whole()) {
            throw new HypervisorException(cannot + " on simulated host '" + world.name() + "': volume '" + name
                    + "' is missing. Make or upload it first.");
        }
        return volume;
    }

    private HypervisorException refusal(VolumeName name, String reason) {
        return new HypervisorException(
                "Cannot delete volume '" + name + "' on simulated host '" + world.name() + "': " + reason);
    }
}
