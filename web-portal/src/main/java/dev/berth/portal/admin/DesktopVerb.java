package dev.berth.portal.admin;

import java.util.Locale;

/** What an admin can ask of a desktop. */
public enum DesktopVerb {
    START,
    STOP,
    REBOOT,
    RETRY,
    TERMINATE;

    /** As it stands in paths. */
    public String path() {
        return name().toLowerCase(Locale.ROOT);
    }
}
