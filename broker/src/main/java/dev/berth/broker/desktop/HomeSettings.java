package dev.berth.broker.desktop;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How homes are kept on second hosts.
 *
 * @param interval how often it is looked for homes that are to move, or whose copy is behind
 * @param copyEvery how old the copy of a home is at least before another takes its place
 * @param retry how soon one is tried again that failed, or for which there was no host
 * @param atOncePerHost how many homes of one host are seen to at a time, by all nodes together
 */
@ConfigurationProperties("berth.homes")
public record HomeSettings(
        @DefaultValue("20s") Duration interval,
        @DefaultValue("15m") Duration copyEvery,
        @DefaultValue("1m") Duration retry,
        @DefaultValue("2") int atOncePerHost) {

    public HomeSettings {
        requirePositive("interval", interval);
        requirePositive("copy-every", copyEvery);
        requirePositive("retry", retry);
        if (atOncePerHost < 1 || atOncePerHost > 100) {
            throw new IllegalArgumentException(
                    "berth.homes.at-once-per-host is " + atOncePerHost + "; allowed are 1 to 100.");
        }
    }

    private static void requirePositive(String field, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.homes." + field + " is " + value + "; it must be longer than nothing.");
        }
    }
}
