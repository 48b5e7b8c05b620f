package dev.berth.hypervisor.simulated;

import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorDriver;

/**
 * Drives {@code simulated:NAME}. Everything opened under one name in one JVM is one host, so a broker that restarts, or a
 * second one, finds what the first left; it ends with the JVM.
 */
public final class SimulatedDriver implements HypervisorDriver {

    @Override
    public boolean drives(HostConnection connection) {
        return "simulated".equals(connection.uri().getScheme());
    }

    @Override
    public Hypervisor open(HostConnection connection) {
        var name = connection.uri().getSchemeSpecificPart();
        return new SimulatedHypervisor(SimulatedWorld.named(name), connection.forwardAddress());
    }
}
