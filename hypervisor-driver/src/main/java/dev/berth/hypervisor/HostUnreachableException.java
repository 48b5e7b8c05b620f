package dev.berth.hypervisor;

/** The host did not answer. Nothing is known of the operation's outcome: observe, then go on. */
public final class HostUnreachableException extends HypervisorException {

    public HostUnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
