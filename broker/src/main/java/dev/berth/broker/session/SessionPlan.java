package dev.berth.broker.session;

import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Wanted;

/** What a session's desktop means for it. Pure. */
sealed interface SessionPlan {

    /** Nothing to do. */
    record Stay() implements SessionPlan {}

    /** A browser may connect. */
    record BecomeReady() implements SessionPlan {}

    /** It cannot be opened. */
    record Fail(String sentence) implements SessionPlan {}

    /** The desktop went away under it. */
    record End(String sentence) implements SessionPlan {}

    static SessionPlan next(SessionState session, Desktop desktop) {
        return switch (session) {
            case OPENING -> opening(desktop);
            case READY, CONNECTED, DISCONNECTED -> open(desktop);
            case ENDED -> new Stay();
        };
    }

    private static SessionPlan opening(Desktop desktop) {
        DesktopState state = desktop.state();
        return switch (state) {
            case AVAILABLE -> new BecomeReady();
            case PENDING, STARTING, STOPPING, REBOOTING, UNHEALTHY -> new Stay();
            case STOPPED ->
                desktop.condition().wanted() == Wanted.RUNNING
                        ? new Stay()
                        : new Fail(reason(desktop, "The desktop was stopped before it was ready."));
            case ERROR -> new Fail(reason(desktop, "The desktop could not be made ready."));
            case REBUILDING, RESTORING, UPDATING, MAINTENANCE, ADMIN_MAINTENANCE, SUSPENDED, TERMINATING, TERMINATED ->
                new Fail(reason(desktop, "The desktop is " + state.words() + "."));
        };
    }

    private static SessionPlan open(Desktop desktop) {
        return switch (desktop.state()) {
            case AVAILABLE, UNHEALTHY -> new Stay();
            case PENDING,
                    STARTING,
                    STOPPING,
                    STOPPED,
                    REBOOTING,
                    REBUILDING,
                    RESTORING,
                    UPDATING,
                    MAINTENANCE,
                    ADMIN_MAINTENANCE,
                    SUSPENDED,
                    ERROR,
                    TERMINATING,
                    TERMINATED ->
                new End(reason(desktop, "The desktop is " + desktop.state().words() + "."));
        };
    }

    private static String reason(Desktop desktop, String otherwise) {
        return desktop.reason().orElse(otherwise);
    }
}
