package dev.berth.gateway;

/** What becomes of one instruction. */
enum Verdict {
    PASS,
    DROP,
    /** Dropped, and the person is told that the clipboard's text was too large. */
    DROP_CLIPBOARD_TOO_LARGE,
    /** Meant for the gateway, which answers it. */
    ANSWER,
    /** The sender ends the tunnel with it. */
    END
}
