package dev.berth.broker.recording;

import java.time.Duration;

/**
 * How far a recording has come.
 *
 * @param bytes of its file
 * @param length from its first picture to its last
 */
public record Extent(long bytes, long chunks, Duration length) {

    public static final Extent NOTHING = new Extent(0, 0, Duration.ZERO);
}
