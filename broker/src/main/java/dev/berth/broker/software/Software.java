package dev.berth.broker.software;

import java.time.Instant;
import java.util.Optional;

/**
 * A package of the catalogue.
 *
 * @param current the version that desktops get; empty until one is chosen
 */
public record Software(
        SoftwareId id, SoftwareSpec spec, Optional<VersionId> current, long revision, Instant createdAt) {

    public String name() {
        return spec.name();
    }
}
