package dev.berth.hypervisor.libvirt;

import java.util.List;
import java.util.Locale;

/**
 * Tells saved memory that can never be restored from memory that could not be restored this time, by how QEMU and libvirt
 * word it. Where both could be meant, it could not be restored this time: waiting loses nothing.
 */
final class SpoiltMemory {

    private static final List<String> SPOILT = List.of(
            "load of migration failed",
            "error while loading state",
            "savevm",
            "migration stream",
            "save image",
            "image magic",
            "missing from header",
            "failed to parse xml",
            "doesn't match specification",
            "not compatible with host cpu",
            "unsupported machine type",
            "does not support machine type");

    /** What ends by itself, or by what an admin does on the host. */
    private static final List<String> PASSING = List.of(
            "cannot allocate memory",
            "out of memory",
            "no space left",
            "disk quota exceeded",
            "temporarily unavailable",
            "resource busy",
            "file busy",
            "too many open files",
            "permission denied",
            "timed out",
            "timeout",
            "connection refused",
            "connection reset",
            "stale file handle",
            "cgroup",
            "monitor socket",
            "\"write\" lock",
            "another process using the image",
            "no such file or directory",
            "address already in use");

    /** libvirt's VIR_ERR_OPERATION_FAILED, VIR_ERR_XML_ERROR, VIR_ERR_XML_DETAIL and VIR_ERR_CONFIG_UNSUPPORTED. */
    private static final List<Integer> OF_THE_HEADER = List.of(9, 27, 35, 67);

    private SpoiltMemory() {}

    /** @param reason what a start from the memory ended with */
    static boolean isMeantBy(String reason) {
        var words = reason.toLowerCase(Locale.ROOT);
        return SPOILT.stream().anyMatch(words::contains) && PASSING.stream().noneMatch(words::contains);
    }

    /**
     * @param code libvirt's number of what a look at the memory's header ended with
     * @param reason the same in words
     */
    static boolean isMeantBy(int code, String reason) {
        var words = reason.toLowerCase(Locale.ROOT);
        return OF_THE_HEADER.contains(code) && PASSING.stream().noneMatch(words::contains);
    }
}
