package dev.berth.bench.raw;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Asks again until something is so, within a limit. */
public final class Waiting {

    private Waiting() {}

    /** Lets a known time pass, as for something that settles. */
    public static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    /** @param what completes "did not come about within": "the agent of raw-1 to answer" */
    public static void until(String what, Duration every, Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("Waited " + limit.toSeconds() + " s in vain for " + what + ".");
            }
            pause(every);
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("Interrupted while waiting for " + what + ".");
            }
        }
    }
}
