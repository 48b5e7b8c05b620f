package dev.berth.broker.host;

import dev.berth.hypervisor.HostFacts;

/** What a host last said of itself; memory in MiB. */
public record HostReport(
        int cpus,
        long memoryMib,
        long freeMemoryMib,
        HostFacts.Virtualisation virtualisation,
        String hypervisorVersion) {

    static HostReport of(HostFacts facts) {
        return new HostReport(
                facts.cpus(),
                facts.memoryMib(),
                facts.freeMemoryMib(),
                facts.virtualisation(),
                facts.hypervisorVersion());
    }
}
