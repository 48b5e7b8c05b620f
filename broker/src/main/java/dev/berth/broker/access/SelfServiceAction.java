package dev.berth.broker.access;

import dev.berth.broker.desktop.DesktopOperation;
import dev.berth.broker.desktop.DesktopState;
import java.util.Locale;

/** What people may do to desktops of their own, each as their directory allows it. */
public enum SelfServiceAction {
    RESTART("restart", DesktopOperation.REBOOT, false),
    REBUILD("rebuild", DesktopOperation.REBUILD, false),
    RESTORE("restore", DesktopOperation.RESTORE, false),
    /** Allowed where restoring is: one is of no use without the other. */
    SNAPSHOT("take a snapshot of", DesktopOperation.SNAPSHOT, false),
    CHANGE_MODE("change the running mode of", DesktopOperation.MODIFY, false),
    GROW_VOLUME("enlarge", DesktopOperation.MODIFY, true),
    CHANGE_COMPUTE("change the size of", DesktopOperation.MODIFY, true);

    private final String words;
    private final DesktopOperation operation;
    private final boolean waits;

    SelfServiceAction(String words, DesktopOperation operation, boolean waits) {
        this.words = words;
        this.operation = operation;
        this.waits = waits;
    }

    /** As a verb, before what it is done to. */
    String words() {
        return words;
    }

    /** As it stands in paths and message keys. */
    public String path() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean passes(DesktopState state) {
        return operation.allowedIn(state);
    }

    /** Whether it may be done only some time after the desktop was made, and then only every so often. */
    public boolean waits() {
        return waits;
    }
}
