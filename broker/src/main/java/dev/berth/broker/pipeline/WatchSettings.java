package dev.berth.broker.pipeline;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often the sources of a pipeline's packages are asked for newer ones; each time up to a tenth sooner or later.
 *
 * @param every after an answer
 * @param retry after none
 */
@ConfigurationProperties("berth.pipeline.packages")
public record WatchSettings(
        @DefaultValue("6h") Duration every,
        @DefaultValue("30m") Duration retry) {

    private static final Duration LEAST = Duration.ofMinutes(5);

    public WatchSettings {
        requireLong("every", every);
        requireLong("retry", retry);
    }

    private static void requireLong(String field, Duration value) {
        if (value.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("berth.pipeline.packages." + field + " is " + value
                    + "; allowed is 5m or longer, for mirrors are others'.");
        }
    }
}
