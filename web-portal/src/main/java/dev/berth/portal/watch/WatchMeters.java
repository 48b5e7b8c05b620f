package dev.berth.portal.watch;

import dev.berth.broker.witness.WatchStanding;
import dev.berth.broker.witness.WatchStanding.Part;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Failover by itself, for alarms: whether this region may serve, and whether whoever it asks answers. */
@Component
class WatchMeters implements MeterBinder {

    private static final Logger LOG = LoggerFactory.getLogger(WatchMeters.class);
    private static final Duration COUNTS_FOR = Duration.ofSeconds(5);

    private final WatchStanding watches;
    private final Kept<Optional<List<WatchStanding.Standing>>> last;

    WatchMeters(WatchStanding watches, Clock clock) {
        this.watches = watches;
        this.last = new Kept<>(COUNTS_FOR, clock, this::read);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(
                registry,
                "berth.alias.watched",
                null,
                "Aliases that fail over by themselves, as far as this region is concerned",
                all -> all.stream().filter(WatchStanding.Standing::wanted).count());
        gauge(
                registry,
                "berth.alias.lapsed",
                null,
                "Aliases that this region may not serve, since its lease is over",
                all -> all.stream().filter(one -> one.part() == Part.LAPSED).count());
        gauge(
                registry,
                "berth.alias.unbound",
                null,
                "Aliases that this region serves without a lease, so that nobody takes over",
                all -> all.stream().filter(one -> one.part() == Part.UNBOUND).count());
        gauge(
                registry,
                "berth.alias.lease",
                "seconds",
                "How long the lease lasts yet by which this region serves",
                all -> all.stream()
                        .map(WatchStanding.Standing::lease)
                        .filter(Objects::nonNull)
                        .mapToDouble(lease -> Math.max(0, lease.toSeconds()))
                        .min()
                        .orElse(Double.NaN));
        gauge(
                registry,
                "berth.witness.silent",
                "seconds",
                "How long ago the witness answered this region",
                all -> all.stream()
                        .map(WatchStanding.Standing::witnessSilent)
                        .filter(Objects::nonNull)
                        .mapToDouble(Duration::toSeconds)
                        .max()
                        .orElse(Double.NaN));
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            @Nullable String unit,
            String description,
            ToDoubleFunction<List<WatchStanding.Standing>> value) {
        Gauge.builder(name, last, known -> known.get().map(value::applyAsDouble).orElse(Double.NaN))
                .baseUnit(unit)
                .description(description)
                .register(registry);
    }

    private Optional<List<WatchStanding.Standing>> read() {
        try {
            return Optional.of(watches.all());
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("How failover by itself stands could not be read, so it is not told: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
