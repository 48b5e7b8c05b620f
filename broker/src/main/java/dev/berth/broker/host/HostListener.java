package dev.berth.broker.host;

import dev.berth.hypervisor.HypervisorEvent;

/** Is told what hosts say without being asked. Called on a driver's thread, so it returns quickly. */
@FunctionalInterface
public interface HostListener {

    void heard(HostId host, HypervisorEvent event);
}
