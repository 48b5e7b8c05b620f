package dev.berth.portal.admin;

import dev.berth.broker.desktop.DesktopOperation;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

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

    /** Those that may be asked of many at once. */
    static final Set<DesktopVerb> IN_BATCHES = EnumSet.of(START, STOP, REBOOT);

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
}
