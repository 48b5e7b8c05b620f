package dev.berth.broker.host;

import dev.berth.hypervisor.HostFacts;

/** What a host last said of itself; memory and the room of its pool in MiB. */
public record HostReport(
        int cpus,
        long memoryMib,
        long freeMemoryMib,
        HostFacts.Virtualisation virtualisation,
        String hypervisorVersion,
        long storageMib,
        long freeStorageMib) {

    static HostReport of(HostFacts facts) {
        return new HostReport(
                facts.cpus(),
                facts.memoryMib(),
                facts.freeMemoryMib(),
                facts.virtualisation(),
                facts.hypervisorVersion(),
                facts.storageMib(),
                facts.freeStorageMib());
    }
}
