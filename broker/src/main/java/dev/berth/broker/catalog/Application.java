package dev.berth.broker.catalog;

import java.time.Instant;

/** One program of a bundle's image, offered alone, without a desktop around it. */
public record Application(ApplicationId id, ApplicationSpec spec, boolean enabled, long revision, Instant createdAt) {

    public String name() {
        return spec.name();
    }
}
