package dev.berth.bench.raw;

import java.time.Duration;

/** What follows a first picture, untimed and alike on both sides, so that no figure pays for the one before it. */
public final class Visit {

    /** Until what starts with a desktop has been drawn. */
    public static final Duration STAY = Duration.ofSeconds(8);

    /** Until the guest has noticed that its visitor is gone: a machine saved before takes it for a dead line later. */
    public static final Duration SETTLE = Duration.ofSeconds(4);

    private Visit() {}
}
