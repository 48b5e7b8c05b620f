package dev.berth.hypervisor;

import java.net.URI;

/**
 * How a host is reached.
 *
 * @param uri the driver's address of the host: {@code qemu:///system}, {@code qemu+tls://kvm1/system}, {@code simulated:kvm1}
 * @param pool the storage pool that holds every volume of Berth on this host
 * @param forwardAddress the address of the host on which forwarded guest ports are opened, as the gateways reach it
 */
public record HostConnection(URI uri, String pool, String forwardAddress) {}
