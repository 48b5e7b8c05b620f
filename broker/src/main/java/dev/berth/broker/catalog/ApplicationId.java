package dev.berth.broker.catalog;

import java.util.UUID;

/** An application's identity. */
public record ApplicationId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
