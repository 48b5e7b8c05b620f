package dev.berth.broker.access;

/** Why access was refused, for programs. */
public enum RefusalCode {
    /** There is no such thing, or it is somebody else's: one is not told from the other. */
    NOT_FOUND,
    /** An IP access group stops the address. */
    ADDRESS_NOT_ALLOWED,
    /** The account is disabled, has expired or is gone. */
    ACCOUNT_BARRED,
    /** No role that the person holds allows it. */
    ROLE_MISSING,
    /** The token is not for this. */
    SCOPE_MISSING,
    /** The token has expired, was revoked, or nobody answers for it. */
    TOKEN_OVER,
    /** No entitlement gives it to the person. */
    NOT_ENTITLED,
    /** It is switched off. */
    SWITCHED_OFF,
    /** The desktop's state does not allow it now. */
    DESKTOP_NOT_USABLE,
    /** Every instance of the fleet is taken, and it may have no more. */
    FLEET_FULL,
    /** The person has as many sessions open as are allowed. */
    TOO_MANY_SESSIONS,
    /** The session is over, or not ready yet. */
    SESSION_NOT_USABLE,
    /** The session is not shared any more, or its owner has not consented. */
    SHARE_CLOSED,
    /** The directory does not let its people do this themselves. */
    SELF_SERVICE_OFF,
    /** It was done, or the desktop was made, too short a time ago. */
    TOO_SOON,
    /** Another region serves the person's alias, or the person. */
    SERVED_ELSEWHERE
}
