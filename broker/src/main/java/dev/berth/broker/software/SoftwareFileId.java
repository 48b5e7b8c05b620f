package dev.berth.broker.software;

import java.util.UUID;

/** A file's identity. */
public record SoftwareFileId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
