package dev.berth.broker.host;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How hosts are looked after.
 *
 * @param refreshInterval how often each host is asked what it has
 * @param stepsAtOnce how many slow operations one node runs on one host at a time
 */
@ConfigurationProperties("berth.host")
public record HostSettings(
        @DefaultValue("10s") Duration refreshInterval,
        @DefaultValue("4") int stepsAtOnce) {

    public HostSettings {
        if (!refreshInterval.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.host.refresh-interval is " + refreshInterval + "; it must be longer than nothing.");
        }
        if (stepsAtOnce < 1 || stepsAtOnce > 1_000) {
            throw new IllegalArgumentException(
                    "berth.host.steps-at-once is " + stepsAtOnce + "; allowed are 1 to 1000.");
        }
    }
}
