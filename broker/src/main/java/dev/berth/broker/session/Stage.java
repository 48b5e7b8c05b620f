package dev.berth.broker.session;

/** What a person waits for between the click and the first picture, in the order in which it happens. */
public enum Stage {
    /** Access was granted. */
    AUTHORISED,
    /** A host was chosen, or the desktop has one. */
    PLACED,
    /** Root and user volume exist. */
    DISK_READY,
    /** The machine booted or resumed. */
    MACHINE_STARTED,
    /** The guest agent and the RDP port answer. */
    GUEST_READY,
    /** The one-time password is set. */
    CREDENTIALS_SET,
    /** guacd is connected to the guest. */
    CONNECTED,
    /** The first picture went to the browser. */
    FIRST_FRAME
}
