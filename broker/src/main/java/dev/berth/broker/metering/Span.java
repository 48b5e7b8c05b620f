package dev.berth.broker.metering;

import java.time.Instant;

/** From a moment, which belongs to it, until another, which does not. */
public record Span(Instant from, Instant to) {

    public Span {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("to is " + to + "; allowed are moments from " + from + " on.");
        }
    }

    public boolean contains(Instant at) {
        return !at.isBefore(from) && at.isBefore(to);
    }

    boolean overlaps(Instant began, Instant until) {
        return began.isBefore(to) && until.isAfter(from);
    }
}
