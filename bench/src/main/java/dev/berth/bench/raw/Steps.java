package dev.berth.bench.raw;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long each step of one operation took, in order; the clock runs from the making of this. */
public final class Steps {

    private final Map<String, Duration> took = new LinkedHashMap<>();
    private final long began = System.nanoTime();
    private long last = began;

    /** Ends a step; the next begins. */
    public void reached(String step) {
        long now = System.nanoTime();
        took.merge(step, Duration.ofNanos(now - last), Duration::plus);
        last = now;
    }

    /** From the beginning to the last step's end. */
    public Duration total() {
        return Duration.ofNanos(last - began);
    }

    public Duration took(String step) {
        Duration duration = took.get(step);
        if (duration == null) {
            throw new IllegalArgumentException("No step '" + step + "' was taken, only " + took.keySet() + ".");
        }
        return duration;
    }

    public Map<String, Duration> all() {
        return Collections.unmodifiableMap(took);
    }
}
