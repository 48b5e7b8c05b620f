package dev.berth.hypervisor.simulated;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineSpec;
import dev.berth.hypervisor.Observation.PowerState;
import dev.berth.hypervisor.TemplateKey;
import dev.berth.hypervisor.TemplateSpec;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The templates of a simulated host. Called under its world's lock. */
final class SimulatedTemplates {

    private static final String PREFIX = "template-";

    private final SimulatedWorld world;
    private final SimulatedVolumes volumes;

    SimulatedTemplates(SimulatedWorld world, SimulatedVolumes volumes) {
        this.world = world;
        this.volumes = volumes;
    }

    /** Whether a volume belongs to a template, and so is nobody else's to see or delete. */
    static boolean owns(VolumeName name) {
        return name.value().startsWith(PREFIX);
    }

    void ensure(TemplateSpec spec) {
        if (has(spec.key())) {
            return;
        }
        volumes.ensure(new VolumeSpec.LinkedClone(root(spec.key()), spec.imageVolume(), 1));
        world.faults().during(Operation.ENSURE_TEMPLATE, spec.key().value());
        world.templates.put(spec.key(), spec);
    }

    boolean has(TemplateKey key) {
        return world.templates.containsKey(key);
    }

    void delete(TemplateKey key) {
        volumes.delete(root(key));
        world.templates.remove(key);
    }

    Optional<String> start(TemplateKey key, MachineSpec spec) {
        var existing = world.machines.get(spec.id());
        if (existing != null) {
            return adopt(existing);
        }
        var template = world.templates.get(key);
        var refusal = refusal(key, template, spec);
        if (refusal.isPresent()) {
            return refusal;
        }
        world.volumes.remove(spec.rootVolume());
        volumes.ensure(new VolumeSpec.LinkedClone(spec.rootVolume(), root(key), 1));
        world.faults().during(Operation.START_FROM_TEMPLATE, spec.id().toString());
        var machine = new SimulatedMachine(spec);
        machine.power = PowerState.RUNNING;
        machine.identityPending = true;
        world.machines.put(spec.id(), machine);
        world.faults().during(Operation.START_FROM_TEMPLATE, spec.id().toString());
        machine.identityPending = false;
        return Optional.empty();
    }

    private Optional<String> adopt(SimulatedMachine existing) {
        if (existing.power != PowerState.RUNNING) {
            return Optional.of("The machine exists and is " + existing.power + ": start it as it is.");
        }
        existing.identityPending = false;
        return Optional.empty();
    }

    private Optional<String> refusal(TemplateKey key, @Nullable TemplateSpec template, MachineSpec spec) {
        if (template == null) {
            return Optional.of("Host '" + world.name() + "' has no template '" + key + "'.");
        }
        if (template.vcpus() != spec.vcpus() || template.memoryMib() != spec.memoryMib()) {
            return Optional.of("Template '" + key + "' has " + template.vcpus() + " vCPU and " + template.memoryMib()
                    + " MiB; the machine wants " + spec.vcpus() + " and " + spec.memoryMib() + ".");
        }
        if (spec.memoryMib() > world.freeMemoryMib()) {
            return Optional.of("Host '" + world.name() + "' has only " + world.freeMemoryMib() + " MiB free.");
        }
        var userVolume = spec.userVolume();
        if (userVolume.isPresent() && !volumes.isWhole(userVolume.get())) {
            throw new HypervisorException("Cannot start machine " + spec.id() + " on simulated host '" + world.name()
                    + "': volume '" + userVolume.get() + "' is missing. Make the volume first.");
        }
        return Optional.empty();
    }

    private static VolumeName root(TemplateKey key) {
        return new VolumeName(PREFIX + key + ".root");
    }
}
