package dev.berth.broker.desktop;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** A clock that stands still until it is told to go on, or to tick. */
final class TestClock extends Clock {

    private volatile Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    private volatile boolean ticking;

    private volatile Consumer<Duration> alsoAdvances = duration -> {};

    /** What else is told when time goes on: a database has a clock of its own. */
    void also(Consumer<Duration> other) {
        alsoAdvances = other;
    }

    synchronized void advance(Duration duration) {
        now = now.plus(duration);
        if (!duration.isZero()) {
            alsoAdvances.accept(duration);
        }
    }

    /** From now on it goes as time does. */
    void tick() {
        ticking = true;
    }

    @Override
    public Instant instant() {
        return ticking ? Instant.now() : now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
