package dev.berth.portal.watch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Gauges of figures that are read together: anew only once they are too old, also while the database is away. */
final class SummaryGauges<S> {

    private static final Logger LOG = LoggerFactory.getLogger(SummaryGauges.class);
    private static final Duration COUNTS_FOR = Duration.ofSeconds(30);

    private final String what;
    private final Supplier<S> reading;
    private final Kept<Optional<S>> last;

    /**
     * Twice a minute at most.
     *
     * @param what the figures are of, for the log
     */
    SummaryGauges(String what, Supplier<S> reading, Clock clock) {
        this(what, reading, COUNTS_FOR, clock);
    }

    /** @param countsFor how long what was read is told */
    SummaryGauges(String what, Supplier<S> reading, Duration countsFor, Clock clock) {
        this.what = what;
        this.reading = reading;
        this.last = new Kept<>(countsFor, clock, this::read);
    }

    void add(
            MeterRegistry registry, String name, @Nullable String unit, String description, ToDoubleFunction<S> value) {
        Gauge.builder(name, last, known -> known.get().map(value::applyAsDouble).orElse(Double.NaN))
                .baseUnit(unit)
                .description(description)
                .register(registry);
    }

    private Optional<S> read() {
        try {
            return Optional.of(reading.get());
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("The figures of {} could not be read, so they are not told: {}", what, e.getMessage());
            return Optional.empty();
        }
    }
}
