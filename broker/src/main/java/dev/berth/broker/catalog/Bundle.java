package dev.berth.broker.catalog;

import java.time.Instant;

/**
 * What a desktop is made of: an image version, a size, and how it runs.
 *
 * @param enabled a bundle that is not enabled makes no new desktops and opens none
 * @param revision counts up with each change; a change names the one it was made on
 */
public record Bundle(BundleId id, BundleSpec spec, boolean enabled, long revision, Instant createdAt) {

    public String name() {
        return spec.name();
    }
}
