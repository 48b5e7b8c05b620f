package dev.berth.maintenance;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often timers go off, once in the region and not on every node.
 *
 * @param openInterval how late a window may open
 * @param advanceInterval how often runs that are under way are gone on with
 * @param powerInterval how late a power schedule may start or stop a desktop
 * @param softwareInterval how late an assignment of a package may reach desktops
 * @param checkInInterval how often a node says that it is there; one that has not for some of these is taken for lost
 */
@ConfigurationProperties("berth.scheduler")
record SchedulerSettings(
        @DefaultValue("10s") Duration openInterval,
        @DefaultValue("3s") Duration advanceInterval,
        @DefaultValue("15s") Duration powerInterval,
        @DefaultValue("30s") Duration softwareInterval,
        @DefaultValue("5s") Duration checkInInterval) {

    SchedulerSettings {
        requirePositive("open-interval", openInterval);
        requirePositive("advance-interval", advanceInterval);
        requirePositive("power-interval", powerInterval);
        requirePositive("software-interval", softwareInterval);
        requirePositive("check-in-interval", checkInInterval);
    }

    private static void requirePositive(String field, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.scheduler." + field + " is " + value + "; it must be longer than nothing.");
        }
    }
}
