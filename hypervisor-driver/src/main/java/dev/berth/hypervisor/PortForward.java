package dev.berth.hypervisor;

/** Where a port of the guest can be reached by the gateways while a session is open. */
public record PortForward(String host, int port) {

    public PortForward {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port is " + port + "; allowed are 1 to 65535.");
        }
    }
}
