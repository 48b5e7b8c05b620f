package dev.berth.hypervisor.simulated;

import dev.berth.hypervisor.MachineSpec;
import dev.berth.hypervisor.Observation.PowerState;
import dev.berth.hypervisor.SnapshotOutcome;
import dev.berth.hypervisor.VolumeName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** One machine of a simulated host. Guarded by its world. */
final class SimulatedMachine {

    MachineSpec spec;
    PowerState power = PowerState.OFF;
    /** Names the memory's content: new at each boot, the same after save and resume. */
    UUID memory = UUID.randomUUID();

    boolean savedStateSpoiled;
    boolean agentRuns = true;
    boolean identityPending;
    /** Off because the guest shut itself down, with everything written back. */
    boolean shutDownByGuest;

    final Map<String, String> passwords = new HashMap<>();
    /** What its guest has at a path, as far as anybody put it there. */
    final Map<String, byte[]> files = new HashMap<>();

    final List<SimulatedWorld.Execution> executions = new ArrayList<>();
    /** The snapshots since which the host knows what was written, each with the volumes' numbers as they were. */
    final Map<String, Map<VolumeName, Long>> checkpoints = new HashMap<>();

    final Map<String, SnapshotOutcome> snapshots = new HashMap<>();
    final Map<Integer, SimulatedPort> forwards = new HashMap<>();

    SimulatedMachine(MachineSpec spec) {
        this.spec = spec;
    }

    boolean holdsMemory() {
        return switch (power) {
            case RUNNING, PAUSED, CRASHED -> true;
            case SAVED, OFF -> false;
        };
    }

    boolean guestAnswers() {
        return power == PowerState.RUNNING && agentRuns && !identityPending;
    }

    void boot() {
        power = PowerState.RUNNING;
        memory = UUID.randomUUID();
        identityPending = false;
        shutDownByGuest = false;
    }

    void turn(PowerState off) {
        power = off;
        shutDownByGuest = false;
        forwards.values().forEach(SimulatedPort::close);
        forwards.clear();
    }

    /** Another one, saved with the same memory. */
    SimulatedMachine asSaved() {
        var other = new SimulatedMachine(spec);
        other.power = PowerState.SAVED;
        other.memory = memory;
        other.agentRuns = agentRuns;
        other.identityPending = identityPending;
        other.passwords.putAll(passwords);
        return other;
    }

    boolean uses(VolumeName volume) {
        var kernel = spec.boot() instanceof MachineSpec.Boot.DirectKernel(var image, var initrd, var commandLine)
                ? Stream.of(image, initrd)
                : Stream.<VolumeName>empty();
        return Stream.concat(kernel, Stream.concat(Stream.of(spec.rootVolume()), spec.userVolume().stream()))
                .anyMatch(volume::equals);
    }
}
