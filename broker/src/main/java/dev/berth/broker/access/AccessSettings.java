package dev.berth.broker.access;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param liveSessionsPerPerson how many sessions a person may have open at a time */
@ConfigurationProperties("berth.access")
public record AccessSettings(@DefaultValue("10") int liveSessionsPerPerson) {

    public AccessSettings {
        if (liveSessionsPerPerson < 1) {
            throw new IllegalArgumentException(
                    "berth.access.live-sessions-per-person is " + liveSessionsPerPerson + "; it must be at least 1.");
        }
    }
}
