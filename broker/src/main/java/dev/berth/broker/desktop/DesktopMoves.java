package dev.berth.broker.desktop;

import static dev.berth.broker.desktop.DesktopState.*;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The legal moves of a desktop's state.
 *
 * <pre>
 *              ┌──────────────── retry ───────────────┐
 *              ▼                                      │
 *           PENDING ─────────────┬─────────────────► ERROR ◄── any below, when it cannot go on
 *                                ▼                    │ retry
 *   STOPPED ──► STARTING ──► AVAILABLE ◄──► UNHEALTHY │
 *      ▲           ▲  ▲          │  ▲           │     │
 *      │           │  └──────────┼──┼───────────┼─────┘
 *      │           │             │  └ REBOOTING ┤
 *      └────── STOPPING ◄────────┴──────────────┘
 *
 *   any but SUSPENDED ──► TERMINATING ──► TERMINATED
 * </pre>
 *
 * A machine that is found off moves AVAILABLE, UNHEALTHY or REBOOTING to STARTING or STOPPED at once. A start that is
 * refused for want of room goes back to STOPPED.
 */
final class DesktopMoves {

    private static final Map<DesktopState, Set<DesktopState>> LEGAL = new EnumMap<>(DesktopState.class);

    static {
        legal(PENDING, AVAILABLE, ERROR, TERMINATING);
        legal(STARTING, AVAILABLE, STOPPED, ERROR, TERMINATING);
        legal(AVAILABLE, UNHEALTHY, STARTING, STOPPING, STOPPED, REBOOTING, ERROR, TERMINATING);
        legal(UNHEALTHY, AVAILABLE, STARTING, STOPPING, STOPPED, REBOOTING, ERROR, TERMINATING);
        legal(STOPPING, STOPPED, AVAILABLE, STARTING, ERROR, TERMINATING);
        legal(STOPPED, STARTING, STOPPING, ERROR, TERMINATING);
        legal(REBOOTING, AVAILABLE, UNHEALTHY, STARTING, STOPPED, ERROR, TERMINATING);
        legal(ERROR, PENDING, STARTING, STOPPING, TERMINATING);
        legal(REBUILDING, TERMINATING);
        legal(RESTORING, TERMINATING);
        legal(UPDATING, TERMINATING);
        legal(MAINTENANCE, TERMINATING);
        legal(ADMIN_MAINTENANCE, TERMINATING);
        legal(SUSPENDED);
        legal(TERMINATING, TERMINATED);
        legal(TERMINATED);
    }

    private DesktopMoves() {}

    static boolean allowed(DesktopState from, DesktopState to) {
        return LEGAL.getOrDefault(from, Set.of()).contains(to);
    }

    static void require(DesktopId id, DesktopState from, DesktopState to) {
        if (!allowed(from, to)) {
            throw new IllegalStateException("Desktop " + id + " cannot move from " + from + " to " + to + "; legal are "
                    + LEGAL.get(from) + ".");
        }
    }

    private static void legal(DesktopState from, DesktopState... to) {
        Set<DesktopState> targets = EnumSet.noneOf(DesktopState.class);
        targets.addAll(Set.of(to));
        LEGAL.put(from, targets);
    }
}
