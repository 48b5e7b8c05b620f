package dev.berth.broker.software;

/** When desktops are changed. */
public enum Moment {
    /** As soon as the desktop runs; what is there already is changed only while nobody uses it. */
    NOW,
    /** While the desktop is in maintenance. */
    WINDOW
}
