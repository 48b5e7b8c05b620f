package dev.berth.broker.maintenance;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How desktops are maintained.
 *
 * @param zone the region's time zone, which the default windows start with; the node's own unless told
 * @param atOnce how many desktops are worked on at the same time in the region
 * @param healthLimit how long a guest may take to answer
 * @param putBackLimit for how long after a window has closed it is tried to put a desktop back as it was
 * @param pause how long a desktop is left alone that cannot be worked on yet
 * @param lease for how long a node's claim on a desktop's maintenance holds, longer than any one step takes
 */
@ConfigurationProperties("berth.maintenance")
public record MaintenanceSettings(
        @Nullable String zone,
        @DefaultValue("20") int atOnce,
        @DefaultValue("5m") Duration healthLimit,
        @DefaultValue("30m") Duration putBackLimit,
        @DefaultValue("30s") Duration pause,
        @DefaultValue("2m") Duration lease) {

    public MaintenanceSettings {
        if (atOnce < 1 || atOnce > 1000) {
            throw new IllegalArgumentException(
                    "berth.maintenance.at-once is " + atOnce + "; allowed are 1 to 1000 desktops.");
        }
        requirePositive("health-limit", healthLimit);
        requirePositive("put-back-limit", putBackLimit);
        requirePositive("pause", pause);
        requirePositive("lease", lease);
        if (zone != null) {
            parse(zone);
        }
    }

    ZoneId zoneId() {
        return zone == null ? ZoneId.systemDefault() : parse(zone);
    }

    private static ZoneId parse(String zone) {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "berth.maintenance.zone is '" + zone + "'; allowed is a zone such as Europe/Berlin or UTC.", e);
        }
    }

    private static void requirePositive(String field, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.maintenance." + field + " is " + value + "; it must be longer than nothing.");
        }
    }
}
