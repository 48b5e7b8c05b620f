package dev.berth.portal.watch;

import dev.berth.broker.drill.DrillSchedules;
import dev.berth.broker.drill.Drills;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whether the other region takes over when it is tried, for alarms. */
@Component
class DrillMeters implements MeterBinder {

    private static final double MILLIS = 1000;

    private final SummaryGauges<Drills.Summary> figures;

    DrillMeters(Drills drills, DrillSchedules schedules, Clock clock) {
        this.figures = new SummaryGauges<>("drills", () -> drills.summary(schedules.first()), clock);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        figures.add(
                registry,
                "berth.drill.age",
                "seconds",
                "Since the latest drill that passed, or since drills are scheduled where none did",
                one -> seconds(one.sincePassed()));
        figures.add(
                registry,
                "berth.drill.failed",
                null,
                "Whether the latest drill failed: 1, or else 0",
                one -> one.failed() ? 1 : 0);
        figures.add(
                registry,
                "berth.drill.under.way",
                null,
                "Whether a drill is announced or under way: 1, or else 0",
                one -> one.underWay() ? 1 : 0);
        figures.add(
                registry,
                "berth.drill.rto",
                "seconds",
                "The longest way to a desktop in the peer, of the latest drill that passed",
                one -> seconds(one.rto()));
        figures.add(
                registry,
                "berth.drill.rpo",
                "seconds",
                "What would have been lost at the most, of the latest drill that passed",
                one -> seconds(one.rpo()));
    }

    private static double seconds(@Nullable Duration span) {
        return span == null ? Double.NaN : span.toMillis() / MILLIS;
    }
}
