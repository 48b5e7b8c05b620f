package dev.berth.broker.maintenance;

import java.util.UUID;

/** A roll-out's identity. */
public record RolloutId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
