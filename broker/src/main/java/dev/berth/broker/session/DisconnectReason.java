package dev.berth.broker.session;

/** Why a tunnel closed. */
public enum DisconnectReason {
    /** The person chose to disconnect, or closed the page. */
    BROWSER_CLOSED,
    /** The browser stopped answering or reading. */
    BROWSER_LOST,
    /** Another browser of the same person took the session over. */
    OPENED_ELSEWHERE,
    /** The guest ended its side: a log-off, or the application was closed. */
    GUEST_CLOSED,
    /** guacd or the guest failed. */
    CONNECTION_FAILED,
    /** No keyboard, mouse or touch for so long that it counts as disconnected; the broker closed the line. */
    IDLE,
    /** The person, an admin or helpdesk disconnected it from outside the tunnel. */
    DISCONNECTED_FROM_OUTSIDE,
    /** The broker ended the session. */
    SESSION_ENDED
}
