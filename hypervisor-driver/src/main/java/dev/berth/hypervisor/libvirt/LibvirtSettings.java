package dev.berth.hypervisor.libvirt;

import java.time.Duration;

/**
 * How libvirt hosts are driven. All paths are paths of the host, which may be remote.
 *
 * @param poolFolder where a pool that is missing is made, in a folder of its own name
 * @param savedStateFolder where the host's libvirt keeps saved memory
 * @param firstForwardPort the first of the host's ports that guests' ports are forwarded from
 * @param lastForwardPort the last of them
 * @param callLimit how long a short call may take before its host counts as unreachable
 * @param longCallLimit the same for calls that move memory or volumes
 * @param copyLimit the same for what copies whole volumes: snapshots, and volumes on their way between hosts
 * @param templateBootLimit how long a template's first boot may take
 */
public record LibvirtSettings(
        String poolFolder,
        String savedStateFolder,
        int firstForwardPort,
        int lastForwardPort,
        Duration callLimit,
        Duration longCallLimit,
        Duration copyLimit,
        Duration templateBootLimit) {

    public LibvirtSettings {
        requireAbsolute("poolFolder", poolFolder);
        requireAbsolute("savedStateFolder", savedStateFolder);
        if (firstForwardPort < 1024 || lastForwardPort > 65_535 || lastForwardPort - firstForwardPort < 15) {
            throw new IllegalArgumentException("Forward ports are " + firstForwardPort + " to " + lastForwardPort
                    + "; allowed are at least 16 ports from 1024 to 65535.");
        }
        requirePositive("callLimit", callLimit);
        requirePositive("longCallLimit", longCallLimit);
        requirePositive("copyLimit", copyLimit);
        requirePositive("templateBootLimit", templateBootLimit);
    }

    public static LibvirtSettings defaults() {
        return new LibvirtSettings(
                "/var/lib/berth/pools",
                "/var/lib/libvirt/qemu/save",
                24_000,
                31_999,
                Duration.ofSeconds(15),
                Duration.ofMinutes(15),
                Duration.ofHours(2),
                Duration.ofMinutes(10));
    }

    private static void requireAbsolute(String field, String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException(field + " is '" + path + "'; allowed is an absolute path.");
        }
    }

    private static void requirePositive(String field, Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(field + " is " + duration + "; allowed is more than zero.");
        }
    }
}
