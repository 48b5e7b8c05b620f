package dev.berth.broker.access;

import java.util.UUID;

/** A session's identity. */
public record SessionId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
