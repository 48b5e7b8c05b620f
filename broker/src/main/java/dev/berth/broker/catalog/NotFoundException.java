package dev.berth.broker.catalog;

/** There is no such thing. */
public final class NotFoundException extends RuntimeException {

    public NotFoundException(String kind, Object id) {
        super("There is no " + kind + " " + id + ".");
    }
}
