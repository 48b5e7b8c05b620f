package dev.berth.broker.catalog;

import java.util.UUID;

/** An entitlement's identity. */
public record EntitlementId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
