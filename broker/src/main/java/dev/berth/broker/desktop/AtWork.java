package dev.berth.broker.desktop;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * What this node has under way at the moment, each on a virtual thread of its own.
 *
 * @param <K> by what it is known
 */
public final class AtWork<K> {

    private final Set<K> keys = ConcurrentHashMap.newKeySet();

    /** Returns at once. */
    public void begin(K key, String thread, Runnable work) {
        keys.add(key);
        Thread.ofVirtual().name(thread).start(() -> {
            try {
                work.run();
            } finally {
                keys.remove(key);
            }
        });
    }

    public boolean has(K key) {
        return keys.contains(key);
    }

    public boolean idle() {
        return keys.isEmpty();
    }

    /** Waits until nothing is under way; false when that took longer. */
    public boolean awaitIdle(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!keys.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
        return keys.isEmpty();
    }
}
