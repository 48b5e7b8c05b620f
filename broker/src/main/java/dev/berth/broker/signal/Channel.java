package dev.berth.broker.signal;

/** What nodes tell each other over PostgreSQL NOTIFY. A signal is a nudge to look, never the truth itself. */
public enum Channel {
    /** A desktop may need its next step; the payload is its id, or empty for all. */
    DESKTOP,
    /** A session changed; the payload is its id. */
    SESSION,
    /** Access rules changed: live sessions are decided anew. */
    ACCESS,
    /** A host changed; the payload is its id. */
    HOST;

    String sqlName() {
        return "berth_" + name().toLowerCase(java.util.Locale.ROOT);
    }
}
