package dev.berth.broker.witness;

import dev.berth.broker.region.JdbcLeases;
import dev.berth.broker.region.JdbcLeases.Lease;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Sees on every node when the region's lease ends, also while the database is away: a lease is counted from when this node
 * saw it first, by a clock that nobody moves.
 */
@Component
public class LeaseWatch {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseWatch.class);

    private final JdbcLeases leases;
    private final Signals signals;
    private final LongSupplier nanos;
    private final AtomicReference<@Nullable Seen> seen = new AtomicReference<>();

    @Autowired
    LeaseWatch(JdbcLeases leases, Signals signals) {
        this(leases, signals, System::nanoTime);
    }

    LeaseWatch(JdbcLeases leases, Signals signals, LongSupplier nanos) {
        this.leases = leases;
        this.signals = signals;
        this.nanos = nanos;
    }

    /** @param told whether every node knows that it is over */
    private record Seen(Instant until, long endNanos, boolean told) {}

    @Scheduled(fixedDelayString = "1s", scheduler = "leaseScheduler")
    void look() {
        long asked = nanos.getAsLong();
        try {
            Optional<Lease> lease = leases.list().stream().findFirst();
            seen.updateAndGet(before -> lease.map(one -> of(one, before, asked)).orElse(null));
            if (lease.filter(Lease::over).isPresent()) {
                tell();
            }
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The lease cannot be read; it ends when it would have.", e);
        }
    }

    /** One that was seen before ends when it was to end then: the database's clock may have been moved. */
    private static Seen of(Lease lease, @Nullable Seen before, long asked) {
        if (before != null && before.until().equals(lease.until())) {
            return before;
        }
        long left = Math.clamp(lease.left().toNanos(), 0, LeaseTerms.LENGTH.toNanos());
        return new Seen(lease.until(), asked + left, false);
    }

    private void tell() {
        Seen now = seen.get();
        if (now != null && !now.told()) {
            LOG.warn(
                    "The lease by which this region serves is over: it takes no sessions, and ends those that are open.");
            signals.send(Channel.ACCESS, "");
            seen.compareAndSet(now, new Seen(now.until(), now.endNanos(), true));
        }
    }

    /** Whether this region may not serve any more, as far as this node knows; false where it needs no lease. */
    public boolean over() {
        Seen now = seen.get();
        return now != null && nanos.getAsLong() - now.endNanos() >= 0;
    }
}
