package dev.berth.hypervisor;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A machine that is wanted on a host.
 *
 * @param hostname what the guest is called; also the readable part of the domain's name
 * @param memoryMib guest memory in MiB
 * @param boot where the kernel comes from
 * @param userVolume the person's volume, mounted at /home (or D:) in the guest; empty for machines without one
 * @param network {@code isolated}, or the name of a libvirt network
 */
public record MachineSpec(
        MachineId id,
        String hostname,
        int vcpus,
        int memoryMib,
        Boot boot,
        VolumeName rootVolume,
        Optional<VolumeName> userVolume,
        String network) {

    public static final String ISOLATED = "isolated";
    private static final Pattern HOSTNAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public MachineSpec {
        if (!HOSTNAME.matcher(hostname).matches()) {
            throw new IllegalArgumentException(
                    "Hostname '" + hostname + "' is not allowed: 1 to 63 of a-z, 0-9 and '-', not at either end '-'.");
        }
        if (vcpus < 1 || vcpus > 128) {
            throw new IllegalArgumentException("vcpus is " + vcpus + "; allowed are 1 to 128.");
        }
        if (memoryMib < 128 || memoryMib > 4 * 1024 * 1024) {
            throw new IllegalArgumentException("memoryMib is " + memoryMib + "; allowed are 128 MiB to 4 TiB.");
        }
    }

    /** Where a machine's kernel comes from. */
    public sealed interface Boot {

        /** The firmware loads what the root volume holds. */
        record Firmware() implements Boot {}

        /** Kernel and initial RAM disk are volumes of the host's pool, handed over by the hypervisor. */
        record DirectKernel(VolumeName kernel, VolumeName initrd, String commandLine) implements Boot {}
    }
}
