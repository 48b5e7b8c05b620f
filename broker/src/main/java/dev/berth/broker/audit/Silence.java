package dev.berth.broker.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps the log from being filled by whoever does the same again and again: within a while it is said once. Thread-safe. */
public final class Silence<K> {

    private static final int REMEMBERED = 10_000;

    private final Duration lasts;
    private final Clock clock;
    private final Map<K, Instant> said = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param lasts how long the same is not said again */
    public Silence(Duration lasts, Clock clock) {
        this.lasts = lasts;
        this.clock = clock;
    }

    /** Whether it is to be said; from then on it is not for a while. */
    public boolean isNew(K what) {
        Instant now = clock.instant();
        synchronized (said) {
            Instant last = said.get(what);
            if (last != null && last.plus(lasts).isAfter(now)) {
                return false;
            }
            said.remove(what);
            said.put(what, now);
            return true;
        }
    }
}
