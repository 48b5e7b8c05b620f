package dev.berth.broker.session;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** The legal moves. From CONNECTED to CONNECTED another browser of the same person takes over. */
    Set<SessionState> next() {
        return switch (this) {
            case OPENING -> EnumSet.of(READY, ENDED);
            case READY -> EnumSet.of(CONNECTED, ENDED);
            case CONNECTED -> EnumSet.of(CONNECTED, DISCONNECTED, ENDED);
            case DISCONNECTED -> EnumSet.of(CONNECTED, ENDED);
            case ENDED -> EnumSet.noneOf(SessionState.class);
        };
    }

    /** The states from which a session may come to this one. */
    Set<SessionState> before() {
        return Arrays.stream(values())
                .filter(state -> state.next().contains(this))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(SessionState.class)));
    }
}
