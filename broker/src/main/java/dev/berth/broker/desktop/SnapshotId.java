package dev.berth.broker.desktop;

import java.util.UUID;

/** Names a snapshot of a desktop's volumes, and the checkpoint that the next one starts from. */
public record SnapshotId(UUID value) {

    public static SnapshotId fresh() {
        return new SnapshotId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
