package dev.berth.broker.share;

import java.util.UUID;

/** One connection of a guest; what an earlier one of the same guest says is late. */
public record ViewerId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
