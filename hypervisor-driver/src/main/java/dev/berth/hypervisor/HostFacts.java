package dev.berth.hypervisor;

/**
 * What a host has.
 *
 * @param virtualisation KVM, or TCG where QEMU emulates
 */
public record HostFacts(
        String hostname,
        String hypervisorVersion,
        Virtualisation virtualisation,
        int cpus,
        long memoryMib,
        long freeMemoryMib) {

    public enum Virtualisation {
        KVM,
        TCG,
        SIMULATED
    }
}
