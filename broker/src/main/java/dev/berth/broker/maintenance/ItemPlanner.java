package dev.berth.broker.maintenance;

import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopState;
import java.time.Duration;
import java.time.Instant;

/**
 * Decides everything about a desktop's maintenance, from its row, the desktop's, and the time. Nobody who has a session on
 * the desktop is put out: it waits for them until the window closes.
 */
final class ItemPlanner {

    private static final String IN_USE = "Somebody has a session on it.";
    private static final String CANCELLED = "The run was cancelled.";

    private final Duration putBackLimit;

    ItemPlanner(MaintenanceSettings settings) {
        putBackLimit = settings.putBackLimit();
    }

    ItemStep next(Item item, Desktop desktop, Instant now) {
        return switch (item.phase()) {
            case QUEUED -> queued(item, desktop, now);
            case WAKING -> waking(item, desktop, now);
            case WORKING -> working(item, desktop);
            case LEAVING -> leaving(item, desktop, now);
            case DONE, FAILED, SKIPPED, CANCELLED ->
                throw new IllegalStateException("The maintenance of desktop " + item.desktop() + " is over.");
        };
    }

    private static ItemStep queued(Item item, Desktop desktop, Instant now) {
        if (desktop.state() == DesktopState.MAINTENANCE) {
            return new ItemStep.Adopt();
        }
        if (item.cancelled()) {
            return new ItemStep.End(Phase.CANCELLED, CANCELLED);
        }
        if (!now.isBefore(item.closesAt())) {
            return new ItemStep.End(Phase.SKIPPED, closed(item.why().orElse("Its turn did not come.")));
        }
        return switch (desktop.state()) {
            case AVAILABLE -> enter(item, desktop);
            case STOPPED -> item.attended() ? new ItemStep.Wait(IN_USE) : new ItemStep.Wake();
            case PENDING, STARTING, STOPPING, REBOOTING, REBUILDING, RESTORING, UPDATING, UNHEALTHY ->
                new ItemStep.Wait(is(desktop));
            case MAINTENANCE, ADMIN_MAINTENANCE, SUSPENDED, ERROR, TERMINATING, TERMINATED ->
                new ItemStep.End(Phase.SKIPPED, is(desktop));
        };
    }

    private ItemStep waking(Item item, Desktop desktop, Instant now) {
        if (desktop.state() == DesktopState.MAINTENANCE) {
            return new ItemStep.Adopt();
        }
        boolean closed = !now.isBefore(item.closesAt());
        if (item.cancelled() || closed) {
            return givenUp(
                    item,
                    desktop,
                    item.cancelled() ? Phase.CANCELLED : Phase.SKIPPED,
                    item.cancelled() ? CANCELLED : closed(item.why().orElse("It did not start in time.")),
                    now);
        }
        return switch (desktop.state()) {
            case AVAILABLE -> enter(item, desktop);
            // A start that found no room is over, and tried again.
            case STOPPED -> new ItemStep.Wake();
            case PENDING, STARTING, STOPPING, REBOOTING, REBUILDING, RESTORING, UPDATING, UNHEALTHY ->
                new ItemStep.Wait(is(desktop));
            case MAINTENANCE, ADMIN_MAINTENANCE, SUSPENDED, ERROR, TERMINATING, TERMINATED ->
                new ItemStep.End(Phase.FAILED, "It could not be started. " + is(desktop));
        };
    }

    private ItemStep givenUp(Item item, Desktop desktop, Phase outcome, String why, Instant now) {
        return switch (desktop.state()) {
            case AVAILABLE -> new ItemStep.PutBack(outcome, why);
            case STARTING, STOPPING, REBOOTING, UNHEALTHY ->
                now.isBefore(item.closesAt().plus(putBackLimit))
                        ? new ItemStep.Wait(why)
                        : new ItemStep.End(outcome, why + " It is left as it is: " + is(desktop));
            case PENDING,
                    STOPPED,
                    REBUILDING,
                    RESTORING,
                    UPDATING,
                    MAINTENANCE,
                    ADMIN_MAINTENANCE,
                    SUSPENDED,
                    ERROR,
                    TERMINATING,
                    TERMINATED -> new ItemStep.End(outcome, why);
        };
    }

    private static ItemStep working(Item item, Desktop desktop) {
        UpdateStage updating = item.updating();
        if (updating == UpdateStage.ROLLING_BACK) {
            return rollingBack(desktop);
        }
        if (desktop.state() != DesktopState.MAINTENANCE) {
            return new ItemStep.End(Phase.FAILED, "It was taken out of maintenance early. " + is(desktop));
        }
        boolean mayLeave = updating == null || !updating.changesGuest();
        return item.cancelled() && mayLeave ? new ItemStep.Leave(Phase.CANCELLED, CANCELLED) : new ItemStep.Check();
    }

    /** However long it takes: the desktop's own planner ends it. */
    private static ItemStep rollingBack(Desktop desktop) {
        return switch (desktop.state()) {
            case RESTORING, STARTING, PENDING, REBOOTING, UPDATING, REBUILDING -> new ItemStep.Wait(is(desktop));
            case MAINTENANCE,
                    AVAILABLE,
                    UNHEALTHY,
                    STOPPING,
                    STOPPED,
                    ADMIN_MAINTENANCE,
                    SUSPENDED,
                    ERROR,
                    TERMINATING,
                    TERMINATED -> new ItemStep.RolledBack();
        };
    }

    private ItemStep leaving(Item item, Desktop desktop, Instant now) {
        Phase outcome = item.outcome() == null ? Phase.FAILED : item.outcome();
        String why = item.why().orElse("");
        if (desktop.state() == DesktopState.MAINTENANCE) {
            return new ItemStep.Leave(outcome, why);
        }
        boolean underWay = desktop.state() == DesktopState.STOPPING;
        return underWay && now.isBefore(item.phaseSince().plus(putBackLimit))
                ? new ItemStep.Wait(why)
                : new ItemStep.End(outcome, why);
    }

    private static ItemStep enter(Item item, Desktop desktop) {
        return desktop.inUse() || item.attended() ? new ItemStep.Wait(IN_USE) : new ItemStep.Enter();
    }

    private static String closed(String why) {
        return "The window closed before it could be done: " + why + " It is done the next time.";
    }

    private static String is(Desktop desktop) {
        return "It is " + desktop.state().words()
                + desktop.reason().map(reason -> ": " + reason).orElse(".");
    }
}
