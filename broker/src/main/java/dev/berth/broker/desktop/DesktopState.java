package dev.berth.broker.desktop;

import java.util.Locale;

/** Where a desktop is, in the words people know from WorkSpaces. */
public enum DesktopState {
    /** It is being made for the first time. */
    PENDING,
    /** It runs and its guest answers. */
    AVAILABLE,
    STARTING,
    STOPPING,
    /** It is off, its memory saved where it had any. */
    STOPPED,
    REBOOTING,
    REBUILDING,
    RESTORING,
    UPDATING,
    MAINTENANCE,
    ADMIN_MAINTENANCE,
    /** It runs, and its guest does not answer. */
    UNHEALTHY,
    SUSPENDED,
    /** It needs a retry or an admin; the reason stands beside it. */
    ERROR,
    TERMINATING,
    TERMINATED;

    /** As it stands in a sentence: {@code admin maintenance}. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
