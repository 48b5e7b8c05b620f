package dev.berth.hypervisor;

/**
 * What a host has.
 *
 * @param storageMib of the pool that holds Berth's volumes
 * @param virtualisation KVM, or TCG where QEMU emulates
 */
public record HostFacts(
        String hostname,
        String hypervisorVersion,
        Virtualisation virtualisation,
        int cpus,
        long memoryMib,
        long freeMemoryMib,
        long storageMib,
        long freeStorageMib) {

    public enum Virtualisation {
        KVM,
        TCG,
        SIMULATED
    }
}
