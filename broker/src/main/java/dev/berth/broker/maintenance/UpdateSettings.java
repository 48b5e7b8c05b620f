package dev.berth.broker.maintenance;

import dev.berth.broker.update.UpdateChoice;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How guests are updated within maintenance.
 *
 * @param choice which updates are installed where neither window nor bundle says
 * @param snapshotLimit how long the snapshot before an update may take
 * @param installLimit how long an installation may take
 * @param restartLimit how long a guest may take to come back from a restart
 */
@ConfigurationProperties("berth.updates")
public record UpdateSettings(
        @DefaultValue("ALL") UpdateChoice choice,
        @DefaultValue("30m") Duration snapshotLimit,
        @DefaultValue("60m") Duration installLimit,
        @DefaultValue("10m") Duration restartLimit) {

    public UpdateSettings {
        requirePositive("snapshot-limit", snapshotLimit);
        requirePositive("install-limit", installLimit);
        requirePositive("restart-limit", restartLimit);
    }

    private static void requirePositive(String field, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.updates." + field + " is " + value + "; it must be longer than nothing.");
        }
    }
}
