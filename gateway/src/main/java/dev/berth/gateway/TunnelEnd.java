package dev.berth.gateway;

import dev.berth.broker.session.DisconnectReason;

/**
 * Why a tunnel ends. The browser learns it by the WebSocket's close code, which its page knows: codes from 4010 on are
 * worth trying again with a new ticket.
 */
enum TunnelEnd {
    BROWSER_CLOSED(1000, DisconnectReason.BROWSER_CLOSED, "The browser disconnected."),
    SESSION_ENDED(4000, DisconnectReason.SESSION_ENDED, "The session has ended."),
    OPENED_ELSEWHERE(4001, DisconnectReason.OPENED_ELSEWHERE, "The session was opened in another window."),
    GUEST_CLOSED(
            4002, DisconnectReason.GUEST_CLOSED, "The remote desktop was signed out of, or its application closed."),
    BROWSER_MALFORMED(4003, DisconnectReason.CONNECTION_FAILED, "The browser sent something that is not the protocol."),
    DISCONNECTED_FROM_OUTSIDE(4004, DisconnectReason.DISCONNECTED_FROM_OUTSIDE, "The session was disconnected."),
    IDLE(4005, DisconnectReason.IDLE, "There was no keyboard, mouse or touch for as long as is allowed."),
    SHARE_OVER(4006, DisconnectReason.SESSION_ENDED, "The session is not shared with you any more."),
    GUACD_UNAVAILABLE(4010, DisconnectReason.CONNECTION_FAILED, "The desktop service is not available."),
    GUEST_UNAVAILABLE(4011, DisconnectReason.CONNECTION_FAILED, "The remote desktop does not answer."),
    CREDENTIALS_REFUSED(4012, DisconnectReason.CONNECTION_FAILED, "The remote desktop refused the session's account."),
    GUACD_BROKEN(4013, DisconnectReason.CONNECTION_FAILED, "The connection to the remote desktop broke."),
    BROWSER_LOST(4014, DisconnectReason.BROWSER_LOST, "The browser stopped answering or reading."),
    GATEWAY_STOPPING(4015, DisconnectReason.CONNECTION_FAILED, "The gateway is going down."),
    OWNER_AWAY(4017, DisconnectReason.CONNECTION_FAILED, "The person whose session it is is not connected."),
    LEASE_OVER(4019, DisconnectReason.CONNECTION_FAILED, "This region is cut off from the others, and stops."),
    RECORDING_FAILED(
            4018, DisconnectReason.CONNECTION_FAILED, "This session must be recorded, and that is not possible now."),
    CERTIFICATE_REFUSED(
            4016,
            DisconnectReason.CONNECTION_FAILED,
            "What answered is not the remote desktop: its certificate is another. Tell your helpdesk.");

    private final int closeCode;
    private final DisconnectReason reason;
    private final String sentence;

    TunnelEnd(int closeCode, DisconnectReason reason, String sentence) {
        this.closeCode = closeCode;
        this.reason = reason;
        this.sentence = sentence;
    }

    /** How a tunnel ends that the broker cuts. */
    static TunnelEnd cutFor(DisconnectReason why) {
        return switch (why) {
            case OPENED_ELSEWHERE -> OPENED_ELSEWHERE;
            case IDLE -> IDLE;
            case SESSION_ENDED -> SESSION_ENDED;
            case BROWSER_CLOSED, BROWSER_LOST, GUEST_CLOSED, CONNECTION_FAILED, DISCONNECTED_FROM_OUTSIDE ->
                DISCONNECTED_FROM_OUTSIDE;
        };
    }

    int closeCode() {
        return closeCode;
    }

    DisconnectReason reason() {
        return reason;
    }

    /** At most 123 bytes: what a close frame holds. */
    String sentence() {
        return sentence;
    }
}
