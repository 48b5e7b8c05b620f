package dev.berth.broker.witness;

import java.time.Duration;

/**
 * How long things last, the same in every place: a region that stops and one that begins must agree on it, so nobody sets
 * it. Of the {@link #WAIT}, {@link #LENGTH} is the region's own, {@link #STOPPING} is for its nodes to see that it is over
 * and to end sessions, and {@link #CLOCK_BOUND} is how far the clock of a place's database may be moved, or run wrong,
 * within that time. Clocks of two places are never compared.
 */
final class LeaseTerms {

    /** How long a region serves on one grant, from the moment before it asked. */
    static final Duration LENGTH = Duration.ofSeconds(20);

    static final Duration STOPPING = Duration.ofSeconds(10);
    static final Duration CLOCK_BOUND = Duration.ofSeconds(5);

    /** How long nothing was granted before another region may take over. */
    static final Duration WAIT = LENGTH.plus(STOPPING).plus(CLOCK_BOUND);

    /** How long a witness may be silent before a region that its peer hears goes on without leases. */
    static final Duration SUSPEND = Duration.ofSeconds(60);

    /** From when on an answer is no news. */
    static final Duration STALE = Duration.ofSeconds(15);

    private LeaseTerms() {}
}
