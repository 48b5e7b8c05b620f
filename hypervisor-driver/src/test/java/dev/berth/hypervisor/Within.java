package dev.berth.hypervisor;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, for no longer than told. */
public final class Within {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private Within() {}

    public static void within(Duration limit, String condition, BooleanSupplier holds) {
        long end = System.nanoTime() + limit.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail("Not within %s: %s", limit, condition);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
