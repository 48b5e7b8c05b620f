package dev.berth.broker.power;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A desktop, as far as power schedules are concerned.
 *
 * @param stateSince since when it is in its state
 * @param started when its machine last began to run; null while it does not
 * @param lastUsed when it was last opened or left
 * @param ran until when it was last up; of one that is, now; null where that is not recorded
 * @param heldUntil until when it is kept on, as was last written down
 * @param covering the enabled schedules that are for it
 */
record Powered(
        DesktopId desktop,
        BundleId bundle,
        RunningMode mode,
        DesktopState state,
        Instant stateSince,
        @Nullable Instant started,
        @Nullable Instant lastUsed,
        @Nullable Instant ran,
        boolean inUse,
        @Nullable Instant heldUntil,
        Set<PowerScheduleId> covering) {

    /** One that is always on has no schedule: it is on outside of it too. */
    boolean coveredBy(PowerSchedule schedule) {
        return mode != RunningMode.ALWAYS_ON && covering.contains(schedule.id());
    }

    boolean ranSince(Instant moment) {
        return ran != null && ran.isAfter(moment);
    }
}
