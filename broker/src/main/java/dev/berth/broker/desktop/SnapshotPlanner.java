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
        PointId point = desktop.agenda().points().making();
        if (point != null && mayCopy(desktop.state(), sighting, true)) {
            return new Step.TakePoint(point);
        }
        if (desk.making() != null && mayTake(desktop, sighting)) {
            return new Step.TakeSnapshot(desk.making());
        }
        if (desk.removable() != null) {
            return new Step.RemoveSnapshot(desk.removable());
        }
        return desk.making() == null && due(desktop, sighting, now) ? new Step.BeginSnapshot() : null;
    }

    private Instant dueAt(Desktop desktop) {
        SnapshotDesk desk = desktop.agenda().snapshots();
        Instant ready = desktop.times().firstReady();
        Instant last = desk.lastAsked() != null ? desk.lastAsked() : ready;
        if (last == null) {
            return Instant.MAX;
        }
        return desk.lastFailed() ? last.plus(settings.snapshotRetry()) : turnAfter(last, desktop.id());
    }

    /** Each desktop has a turn of its own once in an interval, so that those which were made together are not copied together. */
    private Instant turnAfter(Instant last, DesktopId id) {
        long interval = settings.snapshotInterval().toMillis();
        long turn = Math.floorMod(id.value().getLeastSignificantBits(), interval);
        long passed = Math.floorDiv(last.toEpochMilli() - turn, interval);
        return Instant.ofEpochMilli((passed + 1) * interval + turn);
    }

    /** What is off does not change, so that its last snapshot is as good as another. */
    private boolean due(Desktop desktop, Sighting sighting, Instant now) {
        return desktop.state() == DesktopState.AVAILABLE
                && runs(sighting)
                && !dueAt(desktop).isAfter(now);
    }

    /**
     * Regular ones only of a desktop that runs and is well: nobody waits for that then. Copying one that is off keeps it
     * from being started.
     */
    private static boolean mayTake(Desktop desktop, Sighting sighting) {
        return mayCopy(desktop.state(), sighting, desktop.agenda().snapshots().asked());
    }

    private static boolean mayCopy(DesktopState state, Sighting sighting, boolean asked) {
        return switch (state) {
            // In MAINTENANCE nobody else works on it, and an update waits for its snapshot.
            case AVAILABLE, MAINTENANCE -> runs(sighting);
            case UNHEALTHY -> asked && runs(sighting);
            case STOPPED -> asked && !(sighting instanceof There(Power power, boolean _) && power.holdsMemory());
            case PENDING,
                    STARTING,
                    STOPPING,
                    REBOOTING,
                    REBUILDING,
                    RESTORING,
                    UPDATING,
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
