package dev.berth.broker.desktop;

import java.util.UUID;

/** A point of a user volume; the same in the region that sends it and in the one that receives it. */
public record PointId(UUID value) {

    /** One that nobody has. */
    public static PointId fresh() {
        return new PointId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
