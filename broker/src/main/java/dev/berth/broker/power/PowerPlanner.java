package dev.berth.broker.power;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.maintenance.Occurrence;
import dev.berth.broker.power.PowerPlan.Standing;
import dev.berth.broker.power.PowerPlan.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides what power schedules do, from schedules, desktops and the time. Pure. From the lead to the end of its hours a
 * schedule wins over the idle rule: what it is for is kept on. From then on the idle rule counts anew, and the schedule
 * stops what nobody was connected to for the time of grace, whichever comes first. One that was turned off during its
 * turn is left off, and one that was started after its turn is not stopped by it.
 */
final class PowerPlanner {

    /** For that long a schedule waits for somebody to leave a desktop that is on since its hours. */
    static final Duration LOOK_BACK = Duration.ofDays(8);

    /** After a start that was refused, as for want of room. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Function<PowerSchedule, Duration> usualStart;

    /** @param usualStart how long a slow start of what the schedule is for takes */
    PowerPlanner(Function<PowerSchedule, Duration> usualStart) {
        this.usualStart = usualStart;
    }

    PowerPlan next(List<PowerSchedule> schedules, List<Powered> desktops, Instant now) {
        List<Standing> on = new ArrayList<>();
        List<Turn> over = new ArrayList<>();
        Map<DesktopId, Instant> holds = new HashMap<>();
        Set<DesktopId> starts = new LinkedHashSet<>();
        for (PowerSchedule schedule : schedules) {
            List<Powered> covered =
                    desktops.stream().filter(one -> one.coveredBy(schedule)).toList();
            Turn past = null;
            for (Turn turn : turns(schedule, covered.size(), now.minus(LOOK_BACK), now)) {
                if (turn.isOn(now)) {
                    covered.forEach(
                            one -> holds.merge(one.desktop(), turn.occurrence().until(), PowerPlanner::later));
                    starts.addAll(starts(turn, covered, now));
                    on.add(new Standing(turn, covered.size(), up(covered)));
                } else if (!turn.occurrence().until().isAfter(now)) {
                    past = turn;
                }
            }
            if (past != null) {
                over.add(past);
            }
        }
        return new PowerPlan(
                on, holds, changed(desktops, holds, now), List.copyOf(starts), stops(over, desktops, holds, now));
    }

    /** Those whose hours begin after that and whose lead has begun by then. */
    List<Turn> turns(PowerSchedule schedule, int covered, Instant after, Instant now) {
        Duration lead = schedule.spec().warming().lead(covered, usualStart.apply(schedule));
        List<Turn> turns = new ArrayList<>();
        for (Occurrence one : schedule.spec().hours().starting(after, now.plus(lead))) {
            turns.add(new Turn(schedule, one, lead));
        }
        return turns;
    }

    /** Those that were used last come first: their people are the likeliest to come. */
    private static List<DesktopId> starts(Turn turn, List<Powered> covered, Instant now) {
        long coming = covered.stream()
                .filter(one -> one.state() == DesktopState.STARTING || one.state() == DesktopState.PENDING)
                .count();
        Comparator<Powered> latest =
                Comparator.comparing(Powered::lastUsed, Comparator.nullsLast(Comparator.<Instant>reverseOrder()));
        return covered.stream()
                .filter(one -> one.state() == DesktopState.STOPPED && !one.ranSince(turn.leadFrom()))
                .filter(one -> one.stateSince().isBefore(turn.leadFrom())
                        || !one.stateSince().plus(PAUSE).isAfter(now))
                .sorted(latest.thenComparing(one -> one.desktop().value()))
                .limit(Math.max(0, turn.schedule().spec().warming().atOnce() - coming))
                .map(Powered::desktop)
                .toList();
    }

    private static List<Stop> stops(
            List<Turn> over, List<Powered> desktops, Map<DesktopId, Instant> holds, Instant now) {
        List<Stop> stops = new ArrayList<>();
        Set<DesktopId> named = new HashSet<>(holds.keySet());
        for (Turn turn : over) {
            Instant until = turn.occurrence().until();
            Duration grace = turn.schedule().spec().grace();
            for (Powered one : desktops) {
                boolean ranThen = one.started() != null && one.started().isBefore(until);
                if (one.coveredBy(turn.schedule())
                        && one.state() == DesktopState.AVAILABLE
                        && !one.inUse()
                        && ranThen
                        && !laterOf(until, one.lastUsed()).plus(grace).isAfter(now)
                        && named.add(one.desktop())) {
                    stops.add(new Stop(one.desktop(), turn, grace));
                }
            }
        }
        return stops;
    }

    private static Map<DesktopId, Optional<Instant>> changed(
            List<Powered> desktops, Map<DesktopId, Instant> holds, Instant now) {
        Map<DesktopId, Optional<Instant>> changed = new HashMap<>();
        for (Powered one : desktops) {
            Optional<Instant> is = Optional.ofNullable(one.heldUntil()).filter(until -> until.isAfter(now));
            Optional<Instant> wanted = Optional.ofNullable(holds.get(one.desktop()));
            if (!is.equals(wanted)) {
                changed.put(one.desktop(), wanted);
            }
        }
        return changed;
    }

    private static int up(List<Powered> covered) {
        return (int) covered.stream()
                .filter(one -> one.state() == DesktopState.AVAILABLE)
                .count();
    }

    private static Instant laterOf(Instant one, @Nullable Instant other) {
        return other == null ? one : later(one, other);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
