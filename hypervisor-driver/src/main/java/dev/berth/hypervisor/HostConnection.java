package dev.berth.hypervisor;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * How a host is reached.
 *
 * @param uri the driver's address of the host: {@code qemu:///system}, {@code qemu+tls://kvm1/system}, {@code simulated:kvm1}
 * @param pool the storage pool that holds every volume of Berth on this host
 * @param forwardAddress the address of the host on which forwarded guest ports are opened, as the gateways reach it
 */
public record HostConnection(URI uri, String pool, String forwardAddress) {

    private static final Pattern POOL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Pattern FORWARD_ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    public HostConnection {
        if (!POOL.matcher(pool).matches()) {
            throw new IllegalArgumentException("pool is '" + pool
                    + "'; allowed are 1 to 64 of letters, digits, '_' and '-', starting with a letter or digit.");
        }
        if (!FORWARD_ADDRESS.matcher(forwardAddress).matches()) {
            throw new IllegalArgumentException("forwardAddress is '" + forwardAddress
                    + "'; allowed is an IPv4 address of the host, such as 10.0.0.7.");
        }
    }
}
