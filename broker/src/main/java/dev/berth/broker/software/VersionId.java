package dev.berth.broker.software;

import java.util.UUID;

/** A version's identity. */
public record VersionId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
