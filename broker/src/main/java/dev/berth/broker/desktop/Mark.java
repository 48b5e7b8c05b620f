package dev.berth.broker.desktop;

/** The last step that left something which the next has to know of. */
public enum Mark {
    /** A host has room for it and keeps that. */
    ADMITTED,
    /** It is being cloned from a template; only doing it again tells whether it was finished. */
    CLONING,
    /** The template was not usable: it boots cold. */
    TEMPLATE_REFUSED,
    /** Its volumes are there. */
    DISKS_MADE,
    /** Its machine was started. */
    STARTED,
    /** Its guest got ready. */
    READY,
    /** Its guest was told to reboot. */
    REBOOTED,
    /** Its guest was told to shut down. */
    SHUTTING_DOWN,
    /** Other disks were given up and its own put back; the reason says why. */
    PUT_BACK,
    /** Somebody asked to try again; a machine that still does not get ready is power-cycled. */
    RETRIED
}
