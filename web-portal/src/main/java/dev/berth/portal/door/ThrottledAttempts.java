package dev.berth.portal.door;

import dev.berth.ipacl.ClientAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Attempts that came too soon cost nothing to make, so of each address one a minute is written down. */
@Component
class ThrottledAttempts {

    private static final Duration SILENCE = Duration.ofMinutes(1);
    private static final int REMEMBERED = 10_000;

    private final Clock clock;
    private final Map<ClientAddress, Instant> written = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ClientAddress, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    ThrottledAttempts(Clock clock) {
        this.clock = clock;
    }

    /** Whether this one is to be written down. */
    boolean worthWriting(ClientAddress address) {
        Instant now = clock.instant();
        synchronized (written) {
            Instant last = written.get(address);
            if (last != null && last.plus(SILENCE).isAfter(now)) {
                return false;
            }
            written.remove(address);
            written.put(address, now);
            return true;
        }
    }
}
