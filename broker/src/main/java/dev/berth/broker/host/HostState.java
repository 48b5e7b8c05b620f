package dev.berth.broker.host;

/**
 * What an admin has a host do.
 *
 * <pre>
 * ACTIVE ◄──► DRAINING ──► DRAINED ──► ACTIVE
 *    ▲            │           │
 *    │            ▼           │
 *    ├───────── LOST ◄────────┘
 *    └────────► LOST
 * </pre>
 */
public enum HostState {
    /** It takes new desktops. */
    ACTIVE,
    /** It takes no new desktops, and those that are off move to other hosts. */
    DRAINING,
    /** It takes no new desktops and has nothing of any: it can be switched off or removed. */
    DRAINED,
    /** An admin says that it does not come back: nothing is started on it, and its desktops go where their disks are. */
    LOST
}
