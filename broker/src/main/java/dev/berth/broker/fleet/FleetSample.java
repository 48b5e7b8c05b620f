package dev.berth.broker.fleet;

import java.time.Instant;

/**
 * A fleet's size from a moment on, until the next sample.
 *
 * @param free those that wait, running or saved
 * @param coming those on their way to being free
 * @param why a sentence when it was scaled; else empty
 */
public record FleetSample(Instant at, int desired, int serving, int free, int coming, String why) {}
