package dev.berth.portal.admin;

import java.util.Arrays;
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

    /** Reads {@link #path()}. */
    public static DesktopVerb of(String text) {
        return Arrays.stream(values())
                .filter(verb -> verb.path().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("verb is '%s'; allowed are %s."
                        .formatted(
                                text,
                                Arrays.stream(values()).map(DesktopVerb::path).toList())));
    }

    /** Whether who works on the desktop is thrown out by it. */
    public boolean endsSessions() {
        return switch (this) {
            case STOP, REBOOT, TERMINATE -> true;
            case START, RETRY -> false;
        };
    }
}
