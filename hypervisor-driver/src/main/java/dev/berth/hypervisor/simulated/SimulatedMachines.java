package dev.berth.hypervisor.simulated;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.LostMemory;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.MachineSpec;
import dev.berth.hypervisor.Observation;
import dev.berth.hypervisor.Observation.PowerState;
import dev.berth.hypervisor.PortForward;
import dev.berth.hypervisor.StartOutcome;
import dev.berth.hypervisor.VolumeName;
import java.util.Optional;

/** The machines of a simulated host. Called under its world's lock. */
final class SimulatedMachines {

    private static final String SPOILED = "The saved memory is spoiled";

    private final SimulatedWorld world;
    private final String forwardAddress;
    private int savedStatesKept;

    SimulatedMachines(SimulatedWorld world, String forwardAddress) {
        this.world = world;
        this.forwardAddress = forwardAddress;
    }

    Observation observe(MachineId id) {
        var machine = world.machines.get(id);
        return machine == null ? new Observation.Absent() : new Observation.Present(machine.power);
    }

    void define(MachineSpec spec) {
        requireVolume(spec.id(), spec.rootVolume());
        spec.userVolume().ifPresent(volume -> requireVolume(spec.id(), volume));
        if (spec.boot() instanceof MachineSpec.Boot.DirectKernel(var kernel, var initrd, var commandLine)) {
            requireVolume(spec.id(), kernel);
            requireVolume(spec.id(), initrd);
        }
        var machine = world.machines.computeIfAbsent(spec.id(), id -> new SimulatedMachine(spec));
        if (machine.power == PowerState.OFF) {
            machine.spec = spec;
        }
    }

    StartOutcome start(MachineId id) {
        var machine = require(id, "start");
        return switch (machine.power) {
            case RUNNING -> new StartOutcome.AlreadyRunning();
            case PAUSED -> {
                machine.power = PowerState.RUNNING;
                yield new StartOutcome.Resumed();
            }
            case CRASHED, OFF -> boot(machine);
            case SAVED -> resume(machine);
        };
    }

    void save(MachineId id) {
        var machine = require(id, "save");
        switch (machine.power) {
            case RUNNING, PAUSED -> {
                machine.turn(PowerState.SAVED);
                machine.savedStateSpoiled = false;
            }
            case SAVED -> {}
            case OFF, CRASHED ->
                throw new HypervisorException("Cannot save machine " + id + " on simulated host '" + world.name()
                        + "': it is " + machine.power + ". Only a running machine has memory to save.");
        }
    }

    void shutDown(MachineId id) {
        var machine = require(id, "shut down");
        if (machine.guestAnswers()) {
            machine.turn(PowerState.OFF);
            machine.shutDownByGuest = true;
        }
    }

    void powerOff(MachineId id) {
        var machine = require(id, "power off");
        if (machine.holdsMemory()) {
            machine.turn(PowerState.OFF);
        }
    }

    void reboot(MachineId id) {
        var machine = require(id, "reboot");
        if (!machine.holdsMemory()) {
            throw new HypervisorException("Cannot reboot machine " + id + " on simulated host '" + world.name()
                    + "': it is " + machine.power + ". Start it instead.");
        }
        world.boot(machine);
    }

    void remove(MachineId id) {
        var machine = world.machines.remove(id);
        if (machine != null) {
            machine.turn(PowerState.OFF);
        }
    }

    void keepMemory(MachineId id, VolumeName name) {
        var machine = require(id, "keep the memory of");
        if (machine.power != PowerState.SAVED) {
            throw new HypervisorException("Cannot keep the memory of machine " + id + " on simulated host '"
                    + world.name() + "': it is " + machine.power + ". Only a saved machine has memory to keep.");
        }
        if (!world.volumes.containsKey(name)) {
            world.addVolume(name, machine.spec.memoryMib(), Optional.empty(), true);
            world.memories.put(name, machine);
        }
    }

    Optional<LostMemory> putMemoryBack(MachineId id, VolumeName name) {
        var kept = world.memories.get(name);
        if (kept == null || !world.volumes.containsKey(name)) {
            throw new HypervisorException("Cannot put the memory of machine " + id + " back on simulated host '"
                    + world.name() + "': volume '" + name + "' is missing. Bring it back first.");
        }
        var present = world.machines.get(id);
        if (present != null && present.power == PowerState.SAVED) {
            return Optional.empty();
        }
        if (present != null && present.power != PowerState.OFF && present.power != PowerState.PAUSED) {
            throw new HypervisorException("Cannot put the memory of machine " + id + " back on simulated host '"
                    + world.name() + "': the machine is " + present.power + ". Remove it first.");
        }
        world.machines.remove(id);
        if (kept.savedStateSpoiled) {
            return Optional.of(new LostMemory(setAside(kept).value(), SPOILED));
        }
        requireVolume(id, kept.spec.rootVolume());
        kept.spec.userVolume().ifPresent(volume -> requireVolume(id, volume));
        world.machines.put(id, kept.asSaved());
        return Optional.empty();
    }

    byte[] screenshot(MachineId id) {
        var machine = require(id, "look at the console of");
        if (!machine.holdsMemory()) {
            throw new HypervisorException("Cannot look at the console of machine " + id + " on simulated host '"
                    + world.name() + "': it is " + machine.power + ". Start it first.");
        }
        return SimulatedScreen.png(machine.memory);
    }

    PortForward openForward(MachineId id, int guestPort) {
        var machine = require(id, "open a forward to");
        if (machine.power != PowerState.RUNNING) {
            throw new HypervisorException("Cannot open a forward to port " + guestPort + " of machine " + id
                    + " on simulated host '" + world.name() + "': it is " + machine.power + ". Start it first.");
        }
        return machine.forwards
                .computeIfAbsent(guestPort, port -> SimulatedPort.open(forwardAddress, machine::guestAnswers))
                .forward();
    }

    void closeForward(MachineId id, int guestPort) {
        var machine = world.machines.get(id);
        var port = machine == null ? null : machine.forwards.remove(guestPort);
        if (port != null) {
            port.close();
        }
    }

    private StartOutcome boot(SimulatedMachine machine) {
        requireRoom(machine);
        world.boot(machine);
        return new StartOutcome.Booted();
    }

    private StartOutcome resume(SimulatedMachine machine) {
        requireRoom(machine);
        if (!machine.savedStateSpoiled) {
            machine.power = PowerState.RUNNING;
            return new StartOutcome.Resumed();
        }
        var kept = setAside(machine);
        world.boot(machine);
        return new StartOutcome.BootedWithoutSavedState(kept.value(), SPOILED);
    }

    private VolumeName setAside(SimulatedMachine machine) {
        var kept = new VolumeName(machine.spec.id() + ".kept-" + ++savedStatesKept);
        world.addVolume(kept, machine.spec.memoryMib(), Optional.empty(), true);
        return kept;
    }

    private void requireRoom(SimulatedMachine machine) {
        if (!machine.holdsMemory() && machine.spec.memoryMib() > world.freeMemoryMib()) {
            throw new HypervisorException("Cannot start machine " + machine.spec.id() + " on simulated host '"
                    + world.name() + "': it needs " + machine.spec.memoryMib() + " MiB and " + world.freeMemoryMib()
                    + " MiB are free. Start it on another host, or stop a machine.");
        }
    }

    SimulatedMachine require(MachineId id, String verb) {
        var machine = world.machines.get(id);
        if (machine == null) {
            throw new HypervisorException("Cannot " + verb + " machine " + id + " on simulated host '" + world.name()
                    + "': there is none of that id. Define it first.");
        }
        return machine;
    }

    private void requireVolume(MachineId id, VolumeName name) {
        var volume = world.volumes.get(name);
        if (volume == null || !volume.whole()) {
            throw new HypervisorException("Cannot define machine " + id + " on simulated host '" + world.name()
                    + "': volume '" + name + "' is missing. Make the volume first.");
        }
    }
}
