package dev.berth.hypervisor;

/** The guest agent did not answer, or refused. */
public final class GuestUnavailableException extends HypervisorException {

    public GuestUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    public GuestUnavailableException(String message) {
        super(message);
    }
}
