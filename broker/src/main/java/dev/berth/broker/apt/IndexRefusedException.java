package dev.berth.broker.apt;

/** An index of packages cannot be had or is not believed. The message says which and why, for admins. */
public final class IndexRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    IndexRefusedException(String message) {
        super(message);
    }

    IndexRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
