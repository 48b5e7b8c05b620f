package dev.berth.broker.pipeline;

/**
 * How far a run is.
 *
 * <pre>
 * QUEUED ─► PREPARING ─► BOOTING ─► CUSTOMISING ─► SEALING ─► TRYING ─► EXPORTING ─► PUBLISHING ─► ROLLING_OUT
 *               ▲           │            │            │          ⟲           │                          │
 *               └───────────┴────────────┘            │          │           │                          │
 *   from each of them, when it failed, was cancelled, or has nothing new:  ─►  CLEANING ◄──────────────┘
 *                                                                               └─► ENDED
 * </pre>
 */
public enum Phase {
    /** Waits for its turn and for a host with room. */
    QUEUED,
    /** Its disks are brought to the host. */
    PREPARING,
    /** The machine that is built in starts. */
    BOOTING,
    /** The recipe runs in the guest. */
    CUSTOMISING,
    /** The guest shuts down, so that its disk is whole. */
    SEALING,
    /** A machine of the new disk starts, and sessions are opened on it. */
    TRYING,
    /** The disk is brought from the host into a folder. */
    EXPORTING,
    /** The folder becomes a version of the image. */
    PUBLISHING,
    /** Bundles are moved to it. */
    ROLLING_OUT,
    /** What it left on the host goes. */
    CLEANING,
    ENDED;

    /** Whether what it does can still be called off. */
    boolean canBeCancelled() {
        return ordinal() < PUBLISHING.ordinal();
    }
}
