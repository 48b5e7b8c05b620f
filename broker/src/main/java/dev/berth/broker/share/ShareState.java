package dev.berth.broker.share;

/**
 * Where a sharing is.
 *
 * <pre>
 * ASKED ──► AGREED ◄──► JOINED
 *   │          │           │
 *   └──────────┴───────────┴──► OVER
 * </pre>
 *
 * An invitation begins as AGREED. A guest whose line is lost goes back to AGREED and may join again.
 */
public enum ShareState {
    /** Its owner has not answered. */
    ASKED,
    /** The guest may join. */
    AGREED,
    /** The guest is connected. */
    JOINED,
    /** For good; {@link ShareEnd} says why. */
    OVER;

    public boolean live() {
        return this != OVER;
    }
}
