package dev.berth.broker.desktop;

import dev.berth.broker.desktop.Sighting.Gone;
import dev.berth.broker.desktop.Sighting.There;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The part of the plan about snapshots, for desktops that run or rest and have nothing more urgent to do. */
final class SnapshotPlanner {

    private final LifecycleSettings settings;

    SnapshotPlanner(LifecycleSettings settings) {
        this.settings = settings;
    }

    /** Null when there is nothing to do. */
    @Nullable
    Step next(Desktop desktop, Sighting sighting, Instant now) {
        SnapshotDesk desk = desktop.agenda().snapshots();
        boolean seen = sighting instanceof There || sighting instanceof Gone;
        if (!seen || desktop.times().firstReady() == null) {
            return null;
        }
        if (desk.making() != null && mayTake(desktop, sighting)) {
            return new Step.TakeSnapshot(desk.making());
        }
        if (desk.removable() != null) {
            return new Step.RemoveSnapshot(desk.removable());
        }
        return desk.making() == null && due(desktop, sighting, now) ? new Step.BeginSnapshot() : null;
    }

    /** When a desktop that runs is to be looked at for its next snapshot. */
    Instant dueAt(Desktop desktop) {
        SnapshotDesk desk = desktop.agenda().snapshots();
        Instant ready = desktop.times().firstReady();
        Instant last = desk.lastAsked() != null ? desk.lastAsked() : ready;
        return last == null
                ? Instant.MAX
                : last.plus(desk.lastFailed() ? settings.snapshotRetry() : settings.snapshotInterval());
    }

    /** What is off does not change, so that its last snapshot is as good as another. */
    private boolean due(Desktop desktop, Sighting sighting, Instant now) {
        boolean usable = desktop.state() == DesktopState.AVAILABLE || desktop.state() == DesktopState.UNHEALTHY;
        return usable && runs(sighting) && !dueAt(desktop).isAfter(now);
    }

    private static boolean mayTake(Desktop desktop, Sighting sighting) {
        return switch (desktop.state()) {
            case AVAILABLE, UNHEALTHY -> runs(sighting);
            case STOPPED -> !(sighting instanceof There(Power power, boolean _)) || !power.holdsMemory();
            case PENDING,
                    STARTING,
                    STOPPING,
                    REBOOTING,
                    REBUILDING,
                    RESTORING,
                    UPDATING,
                    MAINTENANCE,
                    ADMIN_MAINTENANCE,
                    SUSPENDED,
                    ERROR,
                    TERMINATING,
                    TERMINATED -> false;
        };
    }

    private static boolean runs(Sighting sighting) {
        return sighting instanceof There(Power power, boolean _) && power == Power.RUNNING;
    }
}
