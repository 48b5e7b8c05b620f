package dev.berth.broker.signal;

import java.util.Locale;

/** What nodes tell each other over PostgreSQL NOTIFY. A signal is a nudge to look, never the truth itself. */
public enum Channel {
    /** A desktop may need its next step; the payload is its id, or empty for all. */
    DESKTOP,
    /** A session changed; the payload is its id. */
    SESSION,
    /** Access rules changed: live sessions are decided anew. */
    ACCESS,
    /** A person came in; the payload is their id. */
    PERSON,
    /** A host changed; the payload is its id. */
    HOST,
    /** A run of maintenance began or came further; the payload is its id. */
    MAINTENANCE,
    /** A run of an image pipeline began or came further; the payload is its id. */
    PIPELINE;

    private static final String PREFIX = "berth_";

    String sqlName() {
        return PREFIX + name().toLowerCase(Locale.ROOT);
    }

    static Channel of(String sqlName) {
        return valueOf(sqlName.substring(PREFIX.length()).toUpperCase(Locale.ROOT));
    }
}
