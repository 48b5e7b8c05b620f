package dev.berth.broker.access;

import java.util.UUID;

/** The identity of one sharing of a session with one guest. */
public record ShareId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
