package dev.berth.broker.software;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How packages come to desktops.
 *
 * @param atOnce how many desktops are worked on at the same time in the region, those in maintenance aside
 * @param attempts how often something is tried before it is given up
 * @param retry how long after the first failure it is tried again; twice as long after each
 * @param pause how long a desktop is left alone that cannot be worked on yet
 * @param lease for how long a node's claim on a desktop holds, longer than any one step takes
 * @param installLimit how long a guest may work at one package
 * @param largestFileMib of those that admins bring
 */
@ConfigurationProperties("berth.software")
public record SoftwareSettings(
        @DefaultValue("20") int atOnce,
        @DefaultValue("5") int attempts,
        @DefaultValue("2m") Duration retry,
        @DefaultValue("30s") Duration pause,
        @DefaultValue("2m") Duration lease,
        @DefaultValue("30m") Duration installLimit,
        @DefaultValue("256") int largestFileMib) {

    public SoftwareSettings {
        requireWithin("at-once", atOnce, 1, 1_000, "desktops");
        requireWithin("attempts", attempts, 1, 20, "times");
        requireWithin("largest-file-mib", largestFileMib, 1, 2_048, "MiB");
        requirePositive("retry", retry);
        requirePositive("pause", pause);
        requirePositive("lease", lease);
        requirePositive("install-limit", installLimit);
    }

    private static void requireWithin(String field, int value, int least, int most, String unit) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("berth.software." + field + " is " + value + "; allowed are " + least
                    + " to " + most + " " + unit + ".");
        }
    }

    private static void requirePositive(String field, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.software." + field + " is " + value + "; it must be longer than nothing.");
        }
    }
}
