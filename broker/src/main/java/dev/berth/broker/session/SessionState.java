package dev.berth.broker.session;

/**
 * Where a session is.
 *
 * <pre>
 * OPENING ──► READY ──► CONNECTED ◄──► DISCONNECTED
 *    │          │           │               │
 *    └──────────┴───────────┴───────────────┴──► ENDED
 * </pre>
 */
public enum SessionState {
    /** The machine is being made ready. */
    OPENING,
    /** The machine is ready for a browser to connect. */
    READY,
    /** A browser is connected. */
    CONNECTED,
    /** No browser is connected; the programs in the guest go on. */
    DISCONNECTED,
    /** Over; {@link TerminationReason} says why. */
    ENDED;

    public boolean live() {
        return this != ENDED;
    }
}
