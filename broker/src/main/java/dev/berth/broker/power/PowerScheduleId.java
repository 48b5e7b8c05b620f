package dev.berth.broker.power;

import java.util.UUID;

/** A power schedule's identity. */
public record PowerScheduleId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
