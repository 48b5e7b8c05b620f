package dev.berth.broker.host;

import dev.berth.broker.catalog.Field;
import dev.berth.hypervisor.HostConnection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an admin says of a host.
 *
 * @param vcpuOvercommit how many virtual processors there may be for each real one
 * @param reservedMemoryMib memory in MiB that is left to the host itself
 * @param sharedStorage hosts with the same name here have one and the same pool, on storage that outlives them; null
 *     where the host has one of its own
 */
public record HostSpec(
        String name,
        HostConnection connection,
        double vcpuOvercommit,
        long reservedMemoryMib,
        @Nullable String sharedStorage) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,99}");
    private static final Pattern POOL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.:-]{0,252}");

    public HostSpec {
        Field.matching("name", name, NAME, "1 to 100 of letters, digits, '.' and '-'");
        if (connection.uri().getScheme() == null) {
            throw new IllegalArgumentException("uri is '" + connection.uri()
                    + "'; allowed is a driver's address, such as qemu:///system or qemu+tls://kvm1/system.");
        }
        Field.matching("pool", connection.pool(), POOL, "1 to 100 of letters, digits, '.', '_' and '-'");
        Field.matching("forwardAddress", connection.forwardAddress(), ADDRESS, "an IP address or a host name");
        if (!(vcpuOvercommit >= 0.1 && vcpuOvercommit <= 100)) {
            throw new IllegalArgumentException("vcpuOvercommit is " + vcpuOvercommit + "; allowed are 0.1 to 100.");
        }
        Field.within("reservedMemoryMib", reservedMemoryMib, 0, 64L * 1024 * 1024, "MiB");
        if (sharedStorage != null) {
            Field.matching(
                    "sharedStorage", sharedStorage, NAME, "1 to 100 of letters, digits, '.' and '-', or nothing");
        }
    }

    /** One whose pool is its own. */
    public HostSpec(String name, HostConnection connection, double vcpuOvercommit, long reservedMemoryMib) {
        this(name, connection, vcpuOvercommit, reservedMemoryMib, null);
    }

    /** Whether both have the same pool. */
    public boolean sharesStorageWith(HostSpec other) {
        return sharedStorage != null && sharedStorage.equals(other.sharedStorage);
    }
}
