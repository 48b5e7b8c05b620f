package dev.berth.broker.maintenance;

import java.util.UUID;

/** A maintenance window's identity. */
public record WindowId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
