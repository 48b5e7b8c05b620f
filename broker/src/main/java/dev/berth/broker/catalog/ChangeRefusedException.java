package dev.berth.broker.catalog;

/** A change that what exists does not allow: a name that is taken, a thing that is in use. */
public final class ChangeRefusedException extends RuntimeException {

    public ChangeRefusedException(String message) {
        super(message);
    }

    public ChangeRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
