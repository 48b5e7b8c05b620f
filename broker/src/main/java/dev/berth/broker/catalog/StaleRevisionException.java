package dev.berth.broker.catalog;

/** Somebody else changed the thing after it was read: read it again, and change that. */
public final class StaleRevisionException extends RuntimeException {

    public StaleRevisionException(String kind, Object id, long revision) {
        super("Cannot change " + kind + " " + id + ": revision " + revision
                + " is no longer the current one, somebody changed it meanwhile. Load it again and repeat the change.");
    }
}
