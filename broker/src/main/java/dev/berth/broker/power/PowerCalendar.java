package dev.berth.broker.power;

import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.fleet.Fleet;
import dev.berth.broker.fleet.Fleets;
import dev.berth.broker.fleet.ScheduleRow;
import dev.berth.broker.maintenance.Occurrence;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** When schedules have desktops and fleets on, as schedules and desktops stand now: by the functions that do it. */
@Component
public class PowerCalendar {

    private static final Duration WEEK = Duration.ofDays(8);

    private final JdbcPowerSchedules schedules;
    private final JdbcPowered powered;
    private final PowerRounds rounds;
    private final Pools pools;
    private final Clock clock;

    PowerCalendar(JdbcPowerSchedules schedules, JdbcPowered powered, PowerRounds rounds, Pools pools, Clock clock) {
        this.schedules = schedules;
        this.powered = powered;
        this.rounds = rounds;
        this.pools = pools;
        this.clock = clock;
    }

    /** Fleets, and what they are called. */
    @Component
    record Pools(Fleets fleets, JdbcBundles bundles) {}

    /**
     * What begins in that span, in its order.
     *
     * @param desktop the one whose calendar it is; empty for all, and fleets
     */
    public List<PlannedPower> between(Instant after, Instant upTo, Optional<DesktopId> desktop) {
        List<Powered> census = powered.census(desktop.orElse(null), clock.instant());
        List<PlannedPower> all = new ArrayList<>();
        for (PowerSchedule schedule : schedules.list()) {
            int covered =
                    (int) census.stream().filter(one -> one.coveredBy(schedule)).count();
            if (schedule.enabled() && covered > 0) {
                all.addAll(of(schedule, covered, after, upTo));
            }
        }
        if (desktop.isEmpty()) {
            pools.fleets().list().stream().filter(Fleet::enabled).forEach(fleet -> all.addAll(of(fleet, after, upTo)));
        }
        all.sort(Comparator.comparing(PlannedPower::from).thenComparing(PlannedPower::name));
        return all;
    }

    /** Of one that may not be kept yet. */
    List<PlannedPower> of(PowerSchedule schedule, int covered, Instant after, Instant upTo) {
        Duration lead = schedule.spec().warming().lead(covered, rounds.slowStart(schedule));
        Hours hours = schedule.spec().hours();
        return hours.starting(after, upTo).stream()
                .map(one -> new PlannedPower(
                        PlannedPower.Kind.DESKTOPS,
                        schedule.id().value(),
                        schedule.name(),
                        hours.zone(),
                        one.day(),
                        one.from().minus(lead),
                        one.from(),
                        one.until(),
                        hours.moved(one),
                        covered))
                .toList();
    }

    private List<PlannedPower> of(Fleet fleet, Instant after, Instant upTo) {
        record Time(ScheduleRow row, Occurrence at) {}
        List<Time> times = fleet.spec().schedule().stream()
                .flatMap(row -> row.starting(fleet.spec().zone(), after, upTo.plus(WEEK)).stream()
                        .map(at -> new Time(row, at)))
                .sorted(Comparator.comparing(time -> time.at().from()))
                .toList();
        String name = pools.bundles()
                .find(fleet.spec().bundle())
                .map(bundle -> bundle.name())
                .orElse(fleet.id().toString());
        Duration lead = pools.fleets().lead(fleet.id());
        return Stream.iterate(0, i -> i < times.size(), i -> i + 1)
                .filter(i -> !times.get(i).at().from().isAfter(upTo))
                .map(i -> {
                    Occurrence at = times.get(i).at();
                    return new PlannedPower(
                            PlannedPower.Kind.FLEET,
                            fleet.id().value(),
                            name,
                            fleet.spec().zone(),
                            at.day(),
                            at.from().minus(lead),
                            at.from(),
                            i + 1 < times.size() ? times.get(i + 1).at().from() : at.until(),
                            !at.from()
                                    .atZone(fleet.spec().zone())
                                    .toLocalTime()
                                    .equals(times.get(i).row().at()),
                            times.get(i).row().least());
                })
                .toList();
    }
}
