package dev.berth.broker.catalog;

import java.util.UUID;

/** A bundle's identity. */
public record BundleId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
