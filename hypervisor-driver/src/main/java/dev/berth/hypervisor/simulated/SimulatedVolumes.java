package dev.berth.hypervisor.simulated;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                add(name, Math.max(capacityMib, require(backing, name).capacityMib()), Optional.of(backing));
            case VolumeSpec.FullCopy(var name, var source, var capacityMib) ->
                add(name, Math.max(capacityMib, require(source, name).capacityMib()), Optional.empty());
            case VolumeSpec.Blank(var name, var capacityMib) -> add(name, capacityMib, Optional.empty());
        }
    }

    void ensureUploaded(VolumeName name, Path file) {
        if (isWhole(name)) {
            return;
        }
        try {
            long capacityMib = Math.max(1, Files.size(file) / MIB);
            world.addVolume(name, capacityMib, Optional.empty(), false);
            world.faults().during(Operation.ENSURE_UPLOADED, name.value());
            add(name, capacityMib, Optional.empty());
        } catch (IOException e) {
            throw new HypervisorException(
                    "Cannot upload volume '" + name + "' to simulated host '" + world.name() + "': file '" + file
                            + "' cannot be read. Put the image file there.",
                    e);
        }
    }

    void delete(VolumeName name) {
        for (var machine : world.machines.entrySet()) {
            if (machine.getValue().uses(name)) {
                throw refusal(name, "machine " + machine.getKey() + " uses it. Remove the machine first.");
            }
        }
        for (var volume : world.volumes.values()) {
            if (volume.backing().filter(name::equals).isPresent()) {
                throw refusal(name, "linked clone '" + volume.name() + "' stands on it. Delete that first.");
            }
        }
        world.volumes.remove(name);
    }

    private void add(VolumeName name, long capacityMib, Optional<VolumeName> backing) {
        world.addVolume(name, capacityMib, backing, true);
    }

    private SimulatedVolume require(VolumeName source, VolumeName wanted) {
        var volume = world.volumes.get(source);
        if (volume == null || !volume.whole()) {
            throw new HypervisorException("Cannot make volume '" + wanted + "' on simulated host '" + world.name()
                    + "': volume '" + source + "' is missing. Upload the image first.");
        }
        return volume;
    }

    private HypervisorException refusal(VolumeName name, String reason) {
        return new HypervisorException(
                "Cannot delete volume '" + name + "' on simulated host '" + world.name() + "': " + reason);
    }
}
