package dev.berth.broker.recording;

import java.nio.ByteBuffer;
import java.util.UUID;

/** A recording's identity, and the name of its file. */
public record RecordingId(UUID value) {

    public byte[] bytes() {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits())
                .array();
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
