package dev.berth.portal.watch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How metrics are made.
 *
 * @param readEvery how old figures from the database may be that are told; 1 s to 10 min
 */
@ConfigurationProperties("berth.metrics")
record MetricsSettings(@DefaultValue("15s") Duration readEvery) {

    MetricsSettings {
        if (readEvery.compareTo(Duration.ofSeconds(1)) < 0 || readEvery.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException(
                    "berth.metrics.read-every is " + readEvery + "; allowed are 1 second to 10 minutes.");
        }
    }
}
