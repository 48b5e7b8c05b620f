package dev.berth.portal.watch;

import dev.berth.broker.witness.WatchStanding;
import dev.berth.broker.witness.WatchStanding.Part;
import dev.berth.broker.witness.WatchStanding.Standing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Failover by itself, for alarms: whether this region may serve, and whether whoever it asks answers. */
@Component
class WatchMeters implements MeterBinder {

    private static final Duration COUNTS_FOR = Duration.ofSeconds(5);

    private final SummaryGauges<List<Standing>> gauges;

    WatchMeters(WatchStanding watches, Clock clock) {
        this.gauges = new SummaryGauges<>("failover by itself", watches::all, COUNTS_FOR, clock);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauges.add(
                registry,
                "berth.alias.watched",
                null,
                "Aliases that fail over by themselves, as far as this region is concerned",
                all -> all.stream().filter(Standing::wanted).count());
        gauges.add(
                registry,
                "berth.alias.lapsed",
                null,
                "Aliases that this region may not serve, since its lease is over",
                all -> all.stream().filter(one -> one.part() == Part.LAPSED).count());
        gauges.add(
                registry,
                "berth.alias.unbound",
                null,
                "Aliases that this region serves without a lease, so that nobody takes over",
                all -> all.stream().filter(one -> one.part() == Part.UNBOUND).count());
        gauges.add(
                registry,
                "berth.alias.lease",
                "seconds",
                "How long the lease lasts yet by which this region serves",
                all -> all.stream()
                        .map(Standing::lease)
                        .filter(Objects::nonNull)
                        .mapToDouble(lease -> Math.max(0, lease.toSeconds()))
                        .min()
                        .orElse(Double.NaN));
        gauges.add(
                registry,
                "berth.witness.silent",
                "seconds",
                "How long ago the witness answered this region",
                all -> all.stream()
                        .map(Standing::witnessSilent)
                        .filter(Objects::nonNull)
                        .mapToDouble(Duration::toSeconds)
                        .max()
                        .orElse(Double.NaN));
    }
}
