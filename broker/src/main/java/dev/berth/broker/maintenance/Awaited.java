package dev.berth.broker.maintenance;

import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import dev.berth.broker.signal.Subscription;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for maintenance to come to an end, looking whenever something of it changed. */
final class Awaited {

    private static final long LOOK_AGAIN_MILLIS = 1000;

    private Awaited() {}

    /** What is read as soon as it is over, or as it is when the limit is. */
    static <T> T until(Signals signals, Duration limit, Supplier<T> read, Predicate<T> over) {
        var changed = new Semaphore(0);
        long end = System.nanoTime() + limit.toNanos();
        try (Subscription _ = signals.subscribe(Channel.MAINTENANCE, unused -> changed.release())) {
            T seen = read.get();
            while (!over.test(seen) && System.nanoTime() < end) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                changed.tryAcquire(Math.min(LOOK_AGAIN_MILLIS, Math.max(1, left)), TimeUnit.MILLISECONDS);
                changed.drainPermits();
                seen = read.get();
            }
            return seen;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return read.get();
        }
    }
}
