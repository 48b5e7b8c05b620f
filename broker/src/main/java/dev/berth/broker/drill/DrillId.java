package dev.berth.broker.drill;

import java.util.UUID;

/** A drill's identity, in both regions. */
public record DrillId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
