package dev.berth.broker.console;

import java.time.Duration;

/** How far back a chart looks, and how much of it one bar is. */
public enum Span {
    DAY(Duration.ofHours(24), Duration.ofHours(1)),
    WEEK(Duration.ofDays(7), Duration.ofHours(6)),
    QUARTER(Duration.ofDays(90), Duration.ofDays(1));

    private final Duration length;
    private final Duration step;

    Span(Duration length, Duration step) {
        this.length = length;
        this.step = step;
    }

    public Duration length() {
        return length;
    }

    public Duration step() {
        return step;
    }
}
