package dev.berth.portal.admin;

import dev.berth.broker.standby.Standbys;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What would be lost with this region, for alarms. Counted anew twice a minute at most. */
@Component
class StandbyMeters implements MeterBinder {

    private static final Duration COUNTS_FOR = Duration.ofSeconds(30);

    private final Standbys standbys;
    private final Clock clock;
    private @Nullable Counted counted;

    StandbyMeters(Standbys standbys, Clock clock) {
        this.standbys = standbys;
        this.clock = clock;
    }

    private record Counted(Standbys.Summary summary, Instant at) {}

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(
                registry,
                "berth.standby.late",
                "Desktops whose work in the peer is older than it may be",
                one -> one.late());
        gauge(registry, "berth.standby.missing", "Desktops of which nothing is in the peer yet", one -> one.without());
        gauge(registry, "berth.standby.covered", "Desktops that one is to stand by for", one -> one.covered());
        gauge(registry, "berth.standby.kept", "Desktops here that stand by for peers", one -> one.kept());
        Gauge.builder(
                        "berth.standby.oldest",
                        this,
                        meters -> meters.summary().oldest().toSeconds())
                .description("Age of the oldest work that would be gone on from in the peer")
                .baseUnit("seconds")
                .register(registry);
        FunctionCounter.builder(
                        "berth.standby.shipped",
                        this,
                        meters -> meters.summary().shippedBytes())
                .description("What was sent to peers")
                .baseUnit("bytes")
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry, String name, String description, ToDoubleFunction<Standbys.Summary> value) {
        Gauge.builder(name, this, meters -> value.applyAsDouble(meters.summary()))
                .description(description)
                .register(registry);
    }

    private synchronized Standbys.Summary summary() {
        Instant now = clock.instant();
        Counted known = counted;
        if (known == null || known.at().plus(COUNTS_FOR).isBefore(now)) {
            known = new Counted(standbys.summary(), now);
            counted = known;
        }
        return known.summary();
    }
}
