package dev.berth.broker.metering;

import java.time.Duration;
import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How usage is counted.
 *
 * @param zone the region's time zone, in which months begin; days of the daily files are UTC whatever it is
 * @param settle how long after a UTC day's end its file is frozen
 */
@ConfigurationProperties("berth.metering")
public record MeteringSettings(
        @DefaultValue("UTC") ZoneId zone,
        @DefaultValue("10m") Duration settle) {

    public MeteringSettings {
        if (settle.isNegative() || settle.compareTo(Duration.ofHours(12)) > 0) {
            throw new IllegalArgumentException("berth.metering.settle is " + settle + "; allowed are 0s to 12h.");
        }
    }
}
