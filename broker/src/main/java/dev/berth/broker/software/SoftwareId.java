package dev.berth.broker.software;

import java.util.UUID;

/** A package's identity. */
public record SoftwareId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
