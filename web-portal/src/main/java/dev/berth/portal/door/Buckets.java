package dev.berth.portal.door;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/** How much each caller has left. */
final class Buckets {

    /** Past this many those that are full again, and so remember nothing, are dropped. */
    private static final int SWEEP_ABOVE = 10_000;

    private final int most;
    private final Duration window;
    private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();

    /** @param most of each caller in the window */
    Buckets(int most, Duration window) {
        this.most = most;
        this.window = window;
    }

    Bucket of(String caller) {
        if (buckets.size() > SWEEP_ABOVE) {
            buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= most);
        }
        return buckets.computeIfAbsent(
                caller,
                unused -> Bucket.builder()
                        .addLimit(Bandwidth.builder()
                                .capacity(most)
                                .refillGreedy(most, window)
                                .build())
                        .build());
    }
}
