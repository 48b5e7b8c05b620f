package dev.berth.portal.watch;

import dev.berth.broker.standby.Standbys;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** What would be lost with this region, for alarms. Counted anew twice a minute at most, also while the database is away. */
@Component
class StandbyMeters implements MeterBinder {

    private static final Logger LOG = LoggerFactory.getLogger(StandbyMeters.class);
    private static final Duration COUNTS_FOR = Duration.ofSeconds(30);

    private final Standbys standbys;
    private final Kept<Optional<Standbys.Summary>> last;

    StandbyMeters(Standbys standbys, Clock clock) {
        this.standbys = standbys;
        this.last = new Kept<>(COUNTS_FOR, clock, this::read);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(
                registry,
                "berth.standby.late",
                null,
                "Desktops whose work in the peer is older than it may be",
                one -> one.late());
        gauge(
                registry,
                "berth.standby.missing",
                null,
                "Desktops of which nothing is in the peer yet",
                one -> one.without());
        gauge(registry, "berth.standby.covered", null, "Desktops that one is to stand by for", one -> one.covered());
        gauge(registry, "berth.standby.kept", null, "Desktops here that stand by for peers", one -> one.kept());
        gauge(
                registry,
                "berth.standby.oldest",
                "seconds",
                "Age of the oldest work that would be gone on from in the peer",
                one -> one.oldest().toSeconds());
        gauge(
                registry,
                "berth.standby.shipped",
                "bytes",
                "What was sent to peers of the desktops that there are",
                one -> one.shippedBytes());
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            @Nullable String unit,
            String description,
            ToDoubleFunction<Standbys.Summary> value) {
        Gauge.builder(name, last, known -> known.get().map(value::applyAsDouble).orElse(Double.NaN))
                .baseUnit(unit)
                .description(description)
                .register(registry);
    }

    private Optional<Standbys.Summary> read() {
        try {
            return Optional.of(standbys.summary());
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("The figures of standby desktops could not be read, so they are not told: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
