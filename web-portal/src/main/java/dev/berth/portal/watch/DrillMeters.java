package dev.berth.portal.watch;

import dev.berth.broker.drill.DrillSchedules;
import dev.berth.broker.drill.Drills;
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

/** Whether the other region takes over when it is tried, for alarms. Read anew twice a minute at most. */
@Component
class DrillMeters implements MeterBinder {

    private static final Logger LOG = LoggerFactory.getLogger(DrillMeters.class);
    private static final Duration COUNTS_FOR = Duration.ofSeconds(30);
    private static final double MILLIS = 1000;

    private final Drills drills;
    private final DrillSchedules schedules;
    private final Kept<Optional<Drills.Summary>> last;

    DrillMeters(Drills drills, DrillSchedules schedules, Clock clock) {
        this.drills = drills;
        this.schedules = schedules;
        this.last = new Kept<>(COUNTS_FOR, clock, this::read);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(
                registry,
                "berth.drill.age",
                "seconds",
                "Since the latest drill that passed, or since drills are scheduled where none did",
                one -> seconds(one.sincePassed()));
        gauge(
                registry,
                "berth.drill.failed",
                null,
                "Whether the latest drill failed: 1, or else 0",
                one -> one.failed() ? 1 : 0);
        gauge(
                registry,
                "berth.drill.under.way",
                null,
                "Whether a drill is announced or under way: 1, or else 0",
                one -> one.underWay() ? 1 : 0);
        gauge(
                registry,
                "berth.drill.rto",
                "seconds",
                "The longest way to a desktop in the peer, of the latest drill that passed",
                one -> seconds(one.rto()));
        gauge(
                registry,
                "berth.drill.rpo",
                "seconds",
                "What would have been lost at the most, of the latest drill that passed",
                one -> seconds(one.rpo()));
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            @Nullable String unit,
            String description,
            ToDoubleFunction<Drills.Summary> value) {
        Gauge.builder(name, last, known -> known.get().map(value::applyAsDouble).orElse(Double.NaN))
                .baseUnit(unit)
                .description(description)
                .register(registry);
    }

    private Optional<Drills.Summary> read() {
        try {
            return Optional.of(drills.summary(schedules.first()));
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("The figures of drills could not be read, so they are not told: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static double seconds(@Nullable Duration span) {
        return span == null ? Double.NaN : span.toMillis() / MILLIS;
    }
}
