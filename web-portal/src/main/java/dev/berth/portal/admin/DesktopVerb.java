package dev.berth.portal.admin;

import dev.berth.broker.desktop.DesktopOperation;
import java.util.Arrays;
import java.util.Locale;

/** What an admin can ask of a desktop without saying more. */
public enum DesktopVerb {
    START(DesktopOperation.START),
    STOP(DesktopOperation.STOP),
    REBOOT(DesktopOperation.REBOOT),
    RETRY(DesktopOperation.RETRY),
    SUSPEND(DesktopOperation.SUSPEND),
    REINSTATE(DesktopOperation.REINSTATE),
    HOLD(DesktopOperation.HOLD),
    LET_GO(DesktopOperation.LET_GO),
    TERMINATE(DesktopOperation.TERMINATE),
    REVIVE(DesktopOperation.REVIVE),
    /** The kept volumes of a terminated one go now. */
    FORGET(DesktopOperation.REVIVE);

    private final DesktopOperation operation;

    DesktopVerb(DesktopOperation operation) {
        this.operation = operation;
    }

    /** As it stands in paths. */
    public String path() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    DesktopOperation operation() {
        return operation;
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
            case STOP, REBOOT, SUSPEND, HOLD, TERMINATE -> true;
            case START, RETRY, REINSTATE, LET_GO, REVIVE, FORGET -> false;
        };
    }
}
