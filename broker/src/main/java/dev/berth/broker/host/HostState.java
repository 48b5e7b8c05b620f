package dev.berth.broker.host;

/**
 * What an admin has a host do.
 *
 * <pre>
 * ACTIVE ◄──► DRAINING ──► DRAINED ──► ACTIVE
 * </pre>
 */
public enum HostState {
    /** It takes new desktops. */
    ACTIVE,
    /** It takes no new desktops; those that it has go on. */
    DRAINING,
    /** It takes no new desktops and has none: it can be removed. */
    DRAINED
}
