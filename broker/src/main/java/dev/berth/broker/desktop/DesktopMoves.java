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
 *    ▲ ▲           ▲  ▲          │  ▲           │     │
 *    │ │           │  └──────────┼──┼───────────┼─────┘
 *    │ │           │             │  └ REBOOTING ┤
 *    │ └────── STOPPING ◄────────┴──────────────┘
 *    ▼             │
 *   SUSPENDED ◄────┘
 *
 *   AVAILABLE, UNHEALTHY, STOPPED, ERROR, REBOOTING ──► REBUILDING, RESTORING ──► AVAILABLE, or as it was
 *   AVAILABLE, UNHEALTHY ──► UPDATING ──► STARTING
 *   AVAILABLE ◄──► ADMIN_MAINTENANCE
 *   AVAILABLE ◄──► MAINTENANCE ──► STOPPING, where it was off before
 *                  MAINTENANCE ──► RESTORING, where an update failed
 *   any but SUSPENDED ──► TERMINATING ──► TERMINATED ──► STOPPED, while its volumes are kept
 * </pre>
 *
 * A machine that is found off moves AVAILABLE, UNHEALTHY or REBOOTING to STARTING or STOPPED at once. A start that is
 * refused for want of room goes back to STOPPED. An exchange of disks that fails goes back to where it came from:
 * STOPPED, ERROR, or by STARTING to AVAILABLE. DesktopOperation says what people may ask for in which state.
 */
final class DesktopMoves {

    private static final Map<DesktopState, Set<DesktopState>> LEGAL = new EnumMap<>(DesktopState.class);

    static {
        legal(PENDING, AVAILABLE, ERROR, TERMINATING);
        legal(STARTING, AVAILABLE, STOPPED, ERROR, TERMINATING);
        legal(
                AVAILABLE,
                UNHEALTHY,
                STARTING,
                STOPPING,
                STOPPED,
                REBOOTING,
                REBUILDING,
                RESTORING,
                UPDATING,
                MAINTENANCE,
                ADMIN_MAINTENANCE,
                ERROR,
                TERMINATING);
        legal(
                UNHEALTHY,
                AVAILABLE,
                STARTING,
                STOPPING,
                STOPPED,
                REBOOTING,
                REBUILDING,
                RESTORING,
                UPDATING,
                ERROR,
                TERMINATING);
        legal(STOPPING, STOPPED, AVAILABLE, STARTING, SUSPENDED, ERROR, TERMINATING);
        legal(STOPPED, STARTING, STOPPING, REBUILDING, RESTORING, SUSPENDED, ERROR, TERMINATING);
        legal(REBOOTING, AVAILABLE, UNHEALTHY, STARTING, STOPPED, REBUILDING, ERROR, TERMINATING);
        legal(ERROR, PENDING, STARTING, STOPPING, REBUILDING, RESTORING, TERMINATING);
        legal(REBUILDING, AVAILABLE, STOPPING, STARTING, STOPPED, ERROR, TERMINATING);
        legal(RESTORING, AVAILABLE, STOPPING, STARTING, STOPPED, ERROR, TERMINATING);
        legal(UPDATING, STARTING, ERROR, TERMINATING);
        legal(MAINTENANCE, AVAILABLE, STOPPING, RESTORING, TERMINATING);
        legal(ADMIN_MAINTENANCE, AVAILABLE, TERMINATING);
        legal(SUSPENDED, STOPPED, STOPPING);
        legal(TERMINATING, TERMINATED);
        legal(TERMINATED, STOPPED);
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
