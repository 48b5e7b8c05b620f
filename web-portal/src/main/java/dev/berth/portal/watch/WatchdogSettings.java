package dev.berth.portal.watch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When systemd, where it started this node, takes it for hung and restarts it.
 *
 * @param limit how long the node may say nothing; 5 s to 10 min
 */
@ConfigurationProperties("berth.watchdog")
record WatchdogSettings(@DefaultValue("60s") Duration limit) {

    WatchdogSettings {
        if (limit.compareTo(Duration.ofSeconds(5)) < 0 || limit.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException(
                    "berth.watchdog.limit is " + limit + "; allowed are 5 seconds to 10 minutes.");
        }
    }
}
