package dev.berth.broker.desktop;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How snapshots are copied to second hosts.
 *
 * @param interval how often it is looked for snapshots that are on one host only
 * @param retry how soon one is tried again that failed, or for which there was no host
 * @param atOncePerHost how many desktops' copies leave or reach one host at a time, from all nodes together
 * @param lateAfter how old the copy of a desktop that has run since may be before it counts as late
 */
@ConfigurationProperties("berth.copies")
public record CopySettings(
        @DefaultValue("20s") Duration interval,
        @DefaultValue("5m") Duration retry,
        @DefaultValue("2") int atOncePerHost,
        @DefaultValue("25h") Duration lateAfter) {

    public CopySettings {
        requirePositive("interval", interval);
        requirePositive("retry", retry);
        requirePositive("late-after", lateAfter);
        if (atOncePerHost < 1 || atOncePerHost > 100) {
            throw new IllegalArgumentException(
                    "berth.copies.at-once-per-host is " + atOncePerHost + "; allowed are 1 to 100.");
        }
    }

    private static void requirePositive(String field, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.copies." + field + " is " + value + "; it must be longer than nothing.");
        }
    }
}
