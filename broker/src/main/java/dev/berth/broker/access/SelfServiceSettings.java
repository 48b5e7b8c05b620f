package dev.berth.broker.access;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often people may change the size of their own desktops.
 *
 * @param afterCreation for how long a new desktop stays as it is
 * @param between how long after one change the next may be
 * @param smallerEvery how long after a change to a smaller machine the next such one may be
 * @param mostUserVolumeMib how large people may make their own volumes
 */
@ConfigurationProperties("berth.self-service")
public record SelfServiceSettings(
        @DefaultValue("6h") Duration afterCreation,
        @DefaultValue("6h") Duration between,
        @DefaultValue("30d") Duration smallerEvery,
        @DefaultValue("102400") long mostUserVolumeMib) {

    public SelfServiceSettings {
        if (afterCreation.isNegative() || between.isNegative() || smallerEvery.isNegative()) {
            throw new IllegalArgumentException("berth.self-service.after-creation is " + afterCreation + ", between is "
                    + between + " and smaller-every is " + smallerEvery + "; none may be less than nothing.");
        }
        if (mostUserVolumeMib < 16) {
            throw new IllegalArgumentException("berth.self-service.most-user-volume-mib is " + mostUserVolumeMib
                    + "; allowed are 16 MiB and more.");
        }
    }
}
