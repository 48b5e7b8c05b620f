package dev.berth.broker.desktop;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How desktops are kept safe through their lives.
 *
 * @param snapshotInterval how often a snapshot is taken of a desktop that runs
 * @param snapshotRetry how soon one that failed is tried again
 * @param fullSnapshotInterval how old the whole snapshot may be that increments stand on
 * @param recentSnapshots how many of the latest are kept
 * @param weeklySnapshots of how many weeks the last one is kept besides
 * @param shutDownLimit how long a guest may take to shut down before its power is taken away
 * @param keepTerminated for how long the volumes of a terminated desktop are kept
 */
@ConfigurationProperties("berth.lifecycle")
public record LifecycleSettings(
        @DefaultValue("12h") Duration snapshotInterval,
        @DefaultValue("1h") Duration snapshotRetry,
        @DefaultValue("7d") Duration fullSnapshotInterval,
        @DefaultValue("10") int recentSnapshots,
        @DefaultValue("4") int weeklySnapshots,
        @DefaultValue("60s") Duration shutDownLimit,
        @DefaultValue("7d") Duration keepTerminated) {

    public LifecycleSettings {
        requirePositive("snapshot-interval", snapshotInterval);
        requirePositive("snapshot-retry", snapshotRetry);
        requirePositive("full-snapshot-interval", fullSnapshotInterval);
        requirePositive("shut-down-limit", shutDownLimit);
        if (keepTerminated.isNegative()) {
            throw new IllegalArgumentException(
                    "berth.lifecycle.keep-terminated is " + keepTerminated + "; it must not be less than nothing.");
        }
        if (recentSnapshots < 1 || recentSnapshots > 100 || weeklySnapshots < 0 || weeklySnapshots > 100) {
            throw new IllegalArgumentException("berth.lifecycle.recent-snapshots is " + recentSnapshots
                    + " and weekly-snapshots is " + weeklySnapshots
                    + "; allowed are 1 to 100 recent and 0 to 100 weekly ones.");
        }
    }

    private static void requirePositive(String field, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.lifecycle." + field + " is " + value + "; it must be longer than nothing.");
        }
    }
}
