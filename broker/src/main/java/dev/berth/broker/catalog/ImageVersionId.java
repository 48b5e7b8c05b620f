package dev.berth.broker.catalog;

import java.util.UUID;

/** The identity of one version of an image. */
public record ImageVersionId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
