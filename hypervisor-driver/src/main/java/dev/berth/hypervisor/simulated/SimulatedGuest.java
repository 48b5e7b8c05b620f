package dev.berth.hypervisor.simulated;

import dev.berth.hypervisor.Guest;
import dev.berth.hypervisor.GuestUnavailableException;
import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.MachineId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The guest agent of a simulated machine. */
final class SimulatedGuest implements Guest {

    private final SimulatedWorld world;
    private final MachineId id;

    SimulatedGuest(SimulatedWorld world, MachineId id) {
        this.world = world;
        this.id = id;
    }

    @Override
    public boolean answers() {
        try {
            return world.call(Operation.GUEST_ANSWERS, id, this::agentAnswers);
        } catch (HostUnreachableException | GuestUnavailableException e) {
            return false;
        }
    }

    @Override
    public void setPassword(String account, String password) {
        world.call(Operation.GUEST_SET_PASSWORD, id, () -> {
            requireAgent();
            return machine().passwords.put(account, password);
        });
    }

    @Override
    public ExecResult exec(List<String> command, String standardInput, Duration limit) {
        return world.call(Operation.GUEST_EXEC, id, () -> {
            requireAgent();
            return world.run(new SimulatedWorld.Execution(id, List.copyOf(command), standardInput));
        });
    }

    @Override
    public Optional<byte[]> read(String file, int mostBytes) {
        return world.call(Operation.GUEST_READ, id, () -> {
            requireAgent();
            return Optional.ofNullable(machine().files.get(file))
                    .map(bytes -> bytes.length > mostBytes ? Arrays.copyOf(bytes, mostBytes) : bytes);
        });
    }

    private boolean agentAnswers() {
        var machine = world.machines.get(id);
        if (machine == null) {
            return false;
        }
        if (machine.identityPending) {
            // A clone cut off before it had its own identity gets it now, as on a real host.
            machine.identityPending = false;
        }
        return machine.guestAnswers();
    }

    private void requireAgent() {
        if (!agentAnswers()) {
            throw new GuestUnavailableException("The guest agent of machine " + id + " on simulated host '"
                    + world.name() + "' does not answer. Wait until the guest has booted, or restart it.");
        }
    }

    private SimulatedMachine machine() {
        var machine = world.machines.get(id);
        if (machine == null) {
            throw new GuestUnavailableException(
                    "Simulated host '" + world.name() + "' has no machine " + id + ". Observe it, then define it.");
        }
        return machine;
    }
}
