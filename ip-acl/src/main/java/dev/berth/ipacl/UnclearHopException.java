package dev.berth.ipacl;

/** A forwarding header does not say where a request comes from. The message is a clause that names header and entry. */
final class UnclearHopException extends Exception {

    private static final long serialVersionUID = 1L;

    UnclearHopException(String message) {
        super(message);
    }

    UnclearHopException(String message, Throwable cause) {
        super(message, cause);
    }
}
