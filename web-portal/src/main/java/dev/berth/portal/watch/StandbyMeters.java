package dev.berth.portal.watch;

import dev.berth.broker.standby.Standbys;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** What would be lost with this region, for alarms. */
@Component
class StandbyMeters implements MeterBinder {

    private final SummaryGauges<Standbys.Summary> figures;

    StandbyMeters(Standbys standbys, Clock clock) {
        this.figures = new SummaryGauges<>("standby desktops", standbys::summary, clock);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        figures.add(
                registry,
                "berth.standby.late",
                null,
                "Desktops whose work in the peer is older than it may be",
                one -> one.late());
        figures.add(
                registry,
                "berth.standby.missing",
                null,
                "Desktops of which nothing is in the peer yet",
                one -> one.without());
        figures.add(
                registry, "berth.standby.covered", null, "Desktops that one is to stand by for", one -> one.covered());
        figures.add(registry, "berth.standby.kept", null, "Desktops here that stand by for peers", one -> one.kept());
        figures.add(
                registry,
                "berth.standby.oldest",
                "seconds",
                "Age of the oldest work that would be gone on from in the peer",
                one -> one.oldest().toSeconds());
        figures.add(
                registry,
                "berth.standby.shipped",
                "bytes",
                "What was sent to peers of the desktops that there are",
                one -> one.shippedBytes());
    }
}
