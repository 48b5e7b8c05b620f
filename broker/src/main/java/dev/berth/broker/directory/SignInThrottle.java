package dev.berth.broker.directory;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts failed sign-ins per account and per address. An attempt takes the account's token before the directory is
 * asked, so that guesses made at the same time cannot slip through together; the address pays only for failures, and
 * goes into debt for those made at the same time.
 */
final class SignInThrottle {

    /** Past this many buckets those that are full again, and so remember nothing, are dropped. */
    private static final int SWEEP_ABOVE = 10_000;

    private final DirectorySettings.Throttle settings;
    private final TimeMeter time;
    private final ConcurrentHashMap<String, Bucket> accounts = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Bucket> addresses = new ConcurrentHashMap<>();

    SignInThrottle(DirectorySettings.Throttle settings, Clock clock) {
        this.settings = settings;
        this.time = new ClockMeter(clock);
    }

    /** How long to wait before another attempt; empty when this one may go on, and then the account has paid for it. */
    Optional<Duration> admit(String account, InetAddress address) {
        Optional<Duration> wait = admit(address);
        if (wait.isPresent()) {
            return wait;
        }
        var accountProbe = account(account).tryConsumeAndReturnRemaining(1);
        return accountProbe.isConsumed()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(accountProbe.getNanosToWaitForRefill()));
    }

    /** The same for an attempt that cannot be anybody's, and so has no account to pay. */
    Optional<Duration> admit(InetAddress address) {
        var probe = address(address).estimateAbilityToConsume(1);
        return probe.canBeConsumed()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    /** The name or the password was wrong. */
    void failed(InetAddress address) {
        address(address).consumeIgnoringRateLimits(1);
    }

    /** The person is in: what they mistyped before is forgotten. */
    void succeeded(String account) {
        accounts.remove(account);
    }

    /** The attempt came to nothing that says anything about the password. */
    void giveBack(String account) {
        account(account).addTokens(1);
    }

    private Bucket account(String account) {
        return bucket(accounts, account, settings.accountFailures(), settings.accountWindow());
    }

    private Bucket address(InetAddress address) {
        return bucket(addresses, network(address), settings.addressFailures(), settings.addressWindow());
    }

    private Bucket bucket(ConcurrentHashMap<String, Bucket> buckets, String key, int capacity, Duration window) {
        if (buckets.size() > SWEEP_ABOVE) {
            buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= capacity);
        }
        return buckets.computeIfAbsent(
                key,
                unused -> Bucket.builder()
                        .withCustomTimePrecision(time)
                        .addLimit(Bandwidth.builder()
                                .capacity(capacity)
                                .refillGreedy(capacity, window)
                                .build())
                        .build());
    }

    /** One IPv6 customer has at least a /64, so that is what counts as one address. */
    private static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
    }

    private record ClockMeter(Clock clock) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            Instant now = clock.instant();
            return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
