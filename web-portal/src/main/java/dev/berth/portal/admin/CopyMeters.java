package dev.berth.portal.admin;

import dev.berth.broker.desktop.Copies;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How old the copies of snapshots are, for alarms and for the hosts' page. Counted anew once a minute at most. */
@Component
class CopyMeters implements MeterBinder {

    private static final Duration COUNTS_FOR = Duration.ofMinutes(1);

    private final Copies copies;
    private final Clock clock;
    private @Nullable Counted counted;

    CopyMeters(Copies copies, Clock clock) {
        this.copies = copies;
        this.clock = clock;
    }

    private record Counted(Copies.Summary summary, Instant at) {}

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "berth.copies.late", "Desktops whose copy is older than it may be", Copies.Summary::late);
        gauge(registry, "berth.copies.missing", "Desktops that have no copy on a second host", Copies.Summary::without);
        Gauge.builder(
                        "berth.copies.oldest",
                        this,
                        meters -> meters.summary().oldest().toSeconds())
                .description("Age of the oldest copy of a desktop that has run since")
                .baseUnit("seconds")
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry, String name, String description, ToDoubleFunction<Copies.Summary> value) {
        Gauge.builder(name, this, meters -> value.applyAsDouble(meters.summary()))
                .description(description)
                .register(registry);
    }

    synchronized Copies.Summary summary() {
        Instant now = clock.instant();
        Counted known = counted;
        if (known == null || known.at().plus(COUNTS_FOR).isBefore(now)) {
            known = new Counted(copies.summary(), now);
            counted = known;
        }
        return known.summary();
    }
}
