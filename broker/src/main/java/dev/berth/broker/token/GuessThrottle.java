package dev.berth.broker.token;

import dev.berth.ipacl.ClientAddress;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Counts tokens that do not exist, per address and node. Whoever shows too many waits, also with a right one. */
@Component
public final class GuessThrottle {

    /** Past this many buckets those that are full again, and so remember nothing, are dropped. */
    private static final int SWEEP_ABOVE = 10_000;

    private final TokenSettings settings;
    private final TimeMeter time;
    private final ConcurrentHashMap<ClientAddress, Bucket> buckets = new ConcurrentHashMap<>();

    public GuessThrottle(TokenSettings settings, Clock clock) {
        this.settings = settings;
        this.time = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return TimeUnit.MILLISECONDS.toNanos(clock.millis());
            }

            @Override
            public boolean isWallClockBased() {
                return true;
            }
        };
    }

    /** How long the address has to wait; empty when it may go on. */
    public Optional<Duration> wait(ClientAddress address) {
        Bucket bucket = buckets.get(address);
        if (bucket == null) {
            return Optional.empty();
        }
        var probe = bucket.estimateAbilityToConsume(1);
        return probe.canBeConsumed()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    /** The address showed something that is no token. */
    public void failed(ClientAddress address) {
        if (buckets.size() > SWEEP_ABOVE) {
            buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= settings.guesses());
        }
        buckets.computeIfAbsent(address, unused -> bucket()).consumeIgnoringRateLimits(1);
    }

    private Bucket bucket() {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(Bandwidth.builder()
                        .capacity(settings.guesses())
                        .refillGreedy(settings.guesses(), settings.guessWindow())
                        .build())
                .build();
    }
}
