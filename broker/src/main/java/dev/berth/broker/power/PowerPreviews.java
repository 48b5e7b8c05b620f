package dev.berth.broker.power;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.maintenance.Coverage;
import dev.berth.broker.maintenance.Coverage.Covered;
import dev.berth.broker.metering.StartTimes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Shows what a schedule would do before it is saved. */
@Component
public class PowerPreviews {

    private static final Duration YEAR = Duration.ofDays(366);
    private static final int RUNS_SHOWN = 10;
    private static final int DESKTOPS_SHOWN = 50;

    private final Coverage coverage;
    private final PowerCalendar calendar;
    private final StartTimes startTimes;
    private final Clock clock;

    PowerPreviews(Coverage coverage, PowerCalendar calendar, StartTimes startTimes, Clock clock) {
        this.coverage = coverage;
        this.calendar = calendar;
        this.startTimes = startTimes;
        this.clock = clock;
    }

    public PowerPreview of(PowerSpec spec) {
        List<Covered> all = coverage.of(spec.scope());
        List<Covered> covered =
                all.stream().filter(one -> one.mode() != RunningMode.ALWAYS_ON).toList();
        var schedule = new PowerSchedule(new PowerScheduleId(new UUID(0, 0)), spec, true, 0);
        Instant now = clock.instant();
        Optional<Duration> measured = startTimes.slow(spec.scope().bundles());
        Duration slow = measured.orElse(Warming.UNMEASURED);
        return new PowerPreview(
                spec.warming().lead(covered.size(), slow),
                slow,
                measured.isPresent(),
                calendar.of(schedule, covered.size(), now, now.plus(YEAR)).stream()
                        .limit(RUNS_SHOWN)
                        .toList(),
                covered.size(),
                all.size() - covered.size(),
                covered.stream()
                        .limit(DESKTOPS_SHOWN)
                        .map(one -> new PowerPreview.Covered(one.desktop(), one.hostname(), one.person()))
                        .toList());
    }
}
