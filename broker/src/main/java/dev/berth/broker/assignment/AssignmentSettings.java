package dev.berth.broker.assignment;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How assignments are kept.
 *
 * @param reread how long the directory may have said nothing of somebody with an assigned desktop before it is asked: a
 *     leaving is noticed at the latest after that
 */
@ConfigurationProperties("berth.assignment")
public record AssignmentSettings(@DefaultValue("1h") Duration reread) {

    public AssignmentSettings {
        if (!reread.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.assignment.reread is " + reread + "; it must be longer than nothing, such as 1h.");
        }
    }
}
