package dev.berth.portal.door;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the API may be used.
 *
 * @param requestsPerMinute of one caller, on one node; as many may come at once
 * @param answersKept how long the answer to an Idempotency-Key is given again
 */
@ConfigurationProperties("berth.api")
record ApiSettings(
        @DefaultValue("1200") int requestsPerMinute,
        @DefaultValue("24h") Duration answersKept) {

    ApiSettings {
        if (requestsPerMinute < 1) {
            throw new IllegalArgumentException(
                    "berth.api.requests-per-minute is " + requestsPerMinute + "; allowed are 1 and more.");
        }
        if (answersKept.compareTo(Duration.ofMinutes(15)) < 0) {
            throw new IllegalArgumentException(
                    "berth.api.answers-kept is " + answersKept + "; allowed are 15 minutes and more.");
        }
    }
}
