package dev.berth.broker.fleet;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How fleets scale.
 *
 * @param outAbove percent of the desired instances in use, above which a fleet grows
 * @param outBy by so many instances
 * @param inBelow percent in use, below which it shrinks
 * @param inBy by so many instances
 * @param outPause so long after a growth it does not grow for use again
 * @param inPause so long after any scaling it does not shrink
 * @param failedRest so long an instance in error is kept before another is made in its place
 * @param takenGrace so long an instance that was taken may be without a session before it goes
 */
@ConfigurationProperties("berth.fleet")
public record FleetSettings(
        @DefaultValue("75") int outAbove,
        @DefaultValue("2") int outBy,
        @DefaultValue("25") int inBelow,
        @DefaultValue("1") int inBy,
        @DefaultValue("1m") Duration outPause,
        @DefaultValue("5m") Duration inPause,
        @DefaultValue("2m") Duration failedRest,
        @DefaultValue("5m") Duration takenGrace) {

    public FleetSettings {
        if (inBelow < 0 || outAbove > 100 || inBelow >= outAbove) {
            throw new IllegalArgumentException("berth.fleet.in-below is " + inBelow + " and out-above is " + outAbove
                    + "; allowed are 0 to 100 percent, the first smaller than the second.");
        }
        if (outBy < 1 || inBy < 1) {
            throw new IllegalArgumentException(
                    "berth.fleet.out-by is " + outBy + " and in-by is " + inBy + "; each must be at least 1.");
        }
        requireNotNegative("out-pause", outPause);
        requireNotNegative("in-pause", inPause);
        requireNotNegative("failed-rest", failedRest);
        requireNotNegative("taken-grace", takenGrace);
    }

    private static void requireNotNegative(String field, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(
                    "berth.fleet." + field + " is " + value + "; allowed are 0s and longer.");
        }
    }
}
