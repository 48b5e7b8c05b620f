package dev.berth.broker.catalog;

import java.util.UUID;

/** An image's identity. */
public record ImageId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
