package dev.berth.broker.desktop;

import dev.berth.hypervisor.Guest.ExecResult;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.PortForward;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The machine of a desktop, for those who let a person in. Every operation is bounded, and throws what the driver port
 * throws: {@code GuestUnavailableException}, {@code HostUnreachableException}, {@code HypervisorException}.
 */
public final class DesktopMachine {

    static final int RDP_PORT = 3389;

    private final Hypervisor hypervisor;
    private final MachineId id;
    private final RdpProbe probe;

    DesktopMachine(Hypervisor hypervisor, DesktopId id, RdpProbe probe) {
        this.hypervisor = hypervisor;
        this.id = new MachineId(id.value());
        this.probe = probe;
    }

    public void setPassword(String account, String password) {
        hypervisor.guest(id).setPassword(account, password);
    }

    /** Opens the way to the guest's RDP port, or returns the one that is open. */
    public PortForward openForward() {
        return hypervisor.openForward(id, RDP_PORT);
    }

    /** Closes the way; closed already is fine. */
    public void closeForward() {
        hypervisor.closeForward(id, RDP_PORT);
    }

    /** Runs a program in the guest and waits for its end; no shell is between. */
    public ExecResult exec(List<String> command, String standardInput, Duration limit) {
        return hypervisor.guest(id).exec(command, standardInput, limit);
    }

    /** The beginning of a small file of the guest, without a program there; empty where there is none. */
    public Optional<byte[]> read(String file, int mostBytes) {
        return hypervisor.guest(id).read(file, mostBytes);
    }

    /** What the machine's console shows, as a PNG. */
    public byte[] screenshot() {
        return hypervisor.screenshot(id);
    }

    /** Asks the guest to reboot, or resets it where it does not listen. */
    public void reboot() {
        hypervisor.reboot(id);
    }

    /** Whether the guest agent answers at this moment. */
    public boolean agentAnswers() {
        return hypervisor.guest(id).answers();
    }

    /** Whether an RDP server in the guest answers a connection request through the open way; opens it if need be. */
    public boolean rdpAnswers() {
        return probe.answers(openForward());
    }
}
