package dev.berth.broker.desktop;

import static dev.berth.broker.desktop.DesktopState.*;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What can be asked of a desktop, and in which of its states. */
public enum DesktopOperation {
    OPEN(allBut(REBUILDING, RESTORING, UPDATING, MAINTENANCE, ADMIN_MAINTENANCE, SUSPENDED, TERMINATING, TERMINATED)),
    START(only(STOPPED)),
    /** Not of an ALWAYS_ON desktop. */
    STOP(only(AVAILABLE, UNHEALTHY, ERROR)),
    /** Also of one that has been REBOOTING for too long. */
    REBOOT(only(AVAILABLE, UNHEALTHY)),
    /** Try again what ended in ERROR. */
    RETRY(only(ERROR)),
    SNAPSHOT(only(AVAILABLE, UNHEALTHY, STOPPED)),
    REBUILD(only(AVAILABLE, ERROR, UNHEALTHY, STOPPED, REBOOTING)),
    RESTORE(only(AVAILABLE, ERROR, UNHEALTHY, STOPPED)),
    MIGRATE(only(AVAILABLE, STOPPED, ERROR)),
    /** Change size or running mode. */
    MODIFY(only(PENDING, AVAILABLE, STARTING, STOPPING, STOPPED, REBOOTING, UNHEALTHY, ERROR)),
    /** Take a new size now, not at the next start. */
    RESTART(only(AVAILABLE, UNHEALTHY)),
    /** Keep it off, so that nobody opens it. */
    SUSPEND(only(AVAILABLE, STOPPING, STOPPED, UNHEALTHY, ERROR)),
    /** The end of SUSPEND. */
    REINSTATE(only(SUSPENDED)),
    /** Hold it for an admin, ADMIN_MAINTENANCE. */
    HOLD(only(AVAILABLE)),
    /** The end of HOLD. An admin may take a desktop out of a run of maintenance as well. */
    LET_GO(only(ADMIN_MAINTENANCE, MAINTENANCE)),
    TERMINATE(allBut(SUSPENDED)),
    /** Take back a termination while the volumes are kept. */
    REVIVE(only(TERMINATED));

    private final Set<DesktopState> states;

    DesktopOperation(Set<DesktopState> states) {
        this.states = states;
    }

    /** Whether its guard lets it pass in this state; more may be asked of the desktop than its state. */
    public boolean allowedIn(DesktopState state) {
        return states.contains(state);
    }

    /** In the words of sentences. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Whether it may be asked of an instance of a fleet. */
    public boolean isForInstances() {
        return switch (this) {
            case OPEN, START, STOP, REBOOT, RETRY, TERMINATE -> true;
            case SNAPSHOT, REBUILD, RESTORE, MIGRATE, MODIFY, RESTART, SUSPEND, REINSTATE, HOLD, LET_GO, REVIVE ->
                false;
        };
    }

    Set<DesktopState> states() {
        return states;
    }

    private static Set<DesktopState> only(DesktopState first, DesktopState... others) {
        return Collections.unmodifiableSet(EnumSet.of(first, others));
    }

    private static Set<DesktopState> allBut(DesktopState... states) {
        return Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.copyOf(Arrays.asList(states))));
    }
}
