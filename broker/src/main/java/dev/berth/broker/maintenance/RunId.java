package dev.berth.broker.maintenance;

import java.util.UUID;

/** A maintenance run's identity. */
public record RunId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
