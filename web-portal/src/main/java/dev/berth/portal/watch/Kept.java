package dev.berth.portal.watch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An answer that counts for a while, so that many who ask cost what one does. What throws is asked again. */
final class Kept<T> {

    private final Duration countsFor;
    private final Clock clock;
    private final Supplier<T> ask;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Answer<T> last;

    Kept(Duration countsFor, Clock clock, Supplier<T> ask) {
        this.countsFor = countsFor;
        this.clock = clock;
        this.ask = ask;
    }

    private record Answer<T>(T value, Instant at) {}

    T get() {
        lock.lock();
        try {
            Answer<T> known = last;
            if (known == null || !clock.instant().isBefore(known.at().plus(countsFor))) {
                // Its age counts from when it is there: an answer that takes long is not asked for without a pause.
                T value = ask.get();
                known = new Answer<>(value, clock.instant());
                last = known;
            }
            return known.value();
        } finally {
            lock.unlock();
        }
    }
}
