package dev.berth.hypervisor;

/** A host refused or failed an operation. The message says what failed, on what, and what to do. */
public class HypervisorException extends RuntimeException {

    public HypervisorException(String message, Throwable cause) {
        super(message, cause);
    }

    public HypervisorException(String message) {
        super(message);
    }
}
