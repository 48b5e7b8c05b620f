package dev.berth.broker.session;

/** Why a tunnel closed. */
public enum DisconnectReason {
    /** The person chose to disconnect, or closed the page. */
    BROWSER_CLOSED("The person disconnected, or closed the page"),
    /** The browser stopped answering or reading. */
    BROWSER_LOST("The browser stopped answering"),
    /** Another browser of the same person took the session over. */
    OPENED_ELSEWHERE("Another browser of the same person took it over"),
    /** The guest ended its side: a log-off, or the application was closed. */
    GUEST_CLOSED("The guest logged off, or the application was closed"),
    /** guacd or the guest failed. */
    CONNECTION_FAILED("The connection to the guest failed"),
    /** No keyboard, mouse or touch for so long that it counts as disconnected; the broker closed the line. */
    IDLE("Nobody used it for as long as is allowed"),
    /** The person, an admin or helpdesk disconnected it from outside the tunnel. */
    DISCONNECTED_FROM_OUTSIDE("The person, an admin or helpdesk disconnected it"),
    /** The broker ended the session. */
    SESSION_ENDED("The session ended");

    private final String sentence;

    DisconnectReason(String sentence) {
        this.sentence = sentence;
    }

    /** For the log; without its full stop, so that the code can follow. */
    String sentence() {
        return sentence;
    }
}
