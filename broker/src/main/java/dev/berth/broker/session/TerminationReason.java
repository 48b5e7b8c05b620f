package dev.berth.broker.session;

/** Why a session ended. */
public enum TerminationReason {
    /** The person ended it. */
    USER_ENDED,
    /** The guest's session ended: log-off, or the application was closed. */
    GUEST_LOGGED_OFF,
    /** Nobody was connected for as long as is allowed. */
    DISCONNECT_TIMEOUT,
    /** No keyboard, mouse or touch for as long as is allowed. */
    IDLE_TIMEOUT,
    /** It had lasted as long as a session of its fleet may. */
    TIME_LIMIT,
    /** An access rule, an entitlement or the account's state no longer allows it. */
    ACCESS_REVOKED,
    /** An admin or helpdesk ended it. */
    ADMIN_ENDED,
    /** The desktop stopped, was removed or was lost under it. */
    DESKTOP_STOPPED,
    /** It could not be opened. */
    OPENING_FAILED
}
