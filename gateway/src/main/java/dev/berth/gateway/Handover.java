package dev.berth.gateway;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** Hands bytes to one side of a tunnel, one writer at a time, and knows since when that side has not taken them. */
final class Handover {

    /** Writes, and blocks until the other side has taken it. */
    @FunctionalInterface
    interface Write {
        void run() throws IOException;
    }

    private static final long IDLE = 0;

    private final ReentrantLock lock = new ReentrantLock();
    private volatile long sinceNanos = IDLE;

    void write(Write write) throws IOException {
        lock.lock();
        try {
            run(write);
        } finally {
            lock.unlock();
        }
    }

    /** For what is only said to say something: not needed while something else is being said. */
    void writeUnlessBusy(Write write) throws IOException {
        if (lock.tryLock()) {
            try {
                run(write);
            } finally {
                lock.unlock();
            }
        }
    }

    boolean stuckFor(Duration limit) {
        long since = sinceNanos;
        return since != IDLE && System.nanoTime() - since > limit.toNanos();
    }

    private void run(Write write) throws IOException {
        sinceNanos = System.nanoTime() | 1;
        try {
            write.run();
        } finally {
            sinceNanos = IDLE;
        }
    }
}
