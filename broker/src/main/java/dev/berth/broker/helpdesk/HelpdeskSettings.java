package dev.berth.broker.helpdesk;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param directoryLimit how long a page waits for the directory to say how somebody stands
 * @param screenshots whether helpdesk may look at a desktop's console; each look is in the audit log
 * @param tellOfScreenshots whether a person who is connected is told that their screen was looked at
 */
@ConfigurationProperties("berth.helpdesk")
public record HelpdeskSettings(
        @DefaultValue("4s") Duration directoryLimit,
        @DefaultValue("true") boolean screenshots,
        @DefaultValue("true") boolean tellOfScreenshots) {

    public HelpdeskSettings {
        if (!directoryLimit.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.helpdesk.directory-limit is " + directoryLimit + "; it must be longer than nothing.");
        }
    }
}
