package dev.berth.broker.catalog;

import java.util.UUID;

/** A fleet's identity; what is an instance of it names it. */
public record FleetId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
