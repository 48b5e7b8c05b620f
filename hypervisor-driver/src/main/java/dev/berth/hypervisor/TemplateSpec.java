package dev.berth.hypervisor;

/**
 * A template that is wanted: a machine of this size over {@code imageVolume}, saved when ready.
 *
 * @param imageVolume the image version's root volume in the pool; the template's root is a linked clone of it
 * @param userImage the image version's formatted, empty user volume in the pool
 */
public record TemplateSpec(
        TemplateKey key,
        int vcpus,
        int memoryMib,
        MachineSpec.Boot boot,
        VolumeName imageVolume,
        VolumeName userImage,
        String network) {}
