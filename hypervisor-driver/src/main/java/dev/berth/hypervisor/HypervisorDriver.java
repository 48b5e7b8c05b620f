package dev.berth.hypervisor;

/** A kind of hypervisor that Berth can drive. */
public interface HypervisorDriver {

    /** Whether this driver is the one for the connection's URI. */
    boolean drives(HostConnection connection);

    /**
     * Opens a host. Returns at once: a host that does not answer yet is unreachable until it does, and is tried again
     * behind the returned value.
     */
    Hypervisor open(HostConnection connection);
}
