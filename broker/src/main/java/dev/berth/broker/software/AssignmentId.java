package dev.berth.broker.software;

import java.util.UUID;

/** An assignment's identity. */
public record AssignmentId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
