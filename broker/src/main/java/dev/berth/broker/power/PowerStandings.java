package dev.berth.broker.power;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.power.PowerStanding.Next;
import dev.berth.broker.power.PowerStanding.Winner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Tells of a desktop what decides whether it is on, by the planner that does. */
@Component
public class PowerStandings {

    private static final Duration YEAR = Duration.ofDays(365);

    private final Desktops desktops;
    private final JdbcPowerSchedules schedules;
    private final JdbcPowered powered;
    private final PowerRounds rounds;
    private final Clock clock;

    PowerStandings(
            Desktops desktops, JdbcPowerSchedules schedules, JdbcPowered powered, PowerRounds rounds, Clock clock) {
        this.desktops = desktops;
        this.schedules = schedules;
        this.powered = powered;
        this.rounds = rounds;
        this.clock = clock;
    }

    /** Empty where there is no such desktop, and for instances of fleets, whose fleet decides. */
    public Optional<PowerStanding> of(DesktopId id) {
        return desktops.find(id).filter(desktop -> !desktop.isInstance()).map(this::of);
    }

    private PowerStanding of(Desktop desktop) {
        Instant now = clock.instant();
        if (desktop.blueprint().running().mode() == RunningMode.ALWAYS_ON) {
            return new PowerStanding(
                    Winner.ALWAYS_ON,
                    "It is ALWAYS_ON: neither a schedule nor the idle rule stops it.",
                    null,
                    null,
                    List.of());
        }
        List<Course> courses = courses(desktop, now);
        List<Next> told = courses.stream().map(Course::told).toList();
        Optional<Turn> on = courses.stream()
                .flatMap(course -> course.next().stream())
                .filter(turn -> turn.isOn(now))
                .max(Comparator.comparing(turn -> turn.occurrence().until()));
        if (on.isPresent()) {
            return scheduled(on.get(), told);
        }
        return courses.stream()
                .flatMap(course -> course.over().stream())
                .filter(turn -> isOnSince(desktop, turn))
                .findFirst()
                .map(turn -> afterHours(desktop, turn, told))
                .orElseGet(() -> unscheduled(desktop, told));
    }

    /**
     * A schedule that is for the desktop.
     *
     * @param next the turn that is on or comes next
     * @param over the latest that is over
     */
    private record Course(PowerSchedule schedule, Optional<Turn> next, Optional<Turn> over) {

        Next told() {
            return next.map(turn -> new Next(
                            schedule.id(),
                            schedule.name(),
                            turn.leadFrom(),
                            turn.occurrence().from(),
                            turn.occurrence().until()))
                    .orElse(new Next(schedule.id(), schedule.name(), null, null, null));
        }
    }

    private List<Course> courses(Desktop desktop, Instant now) {
        if (powered.census(desktop.id(), now).isEmpty()) {
            return List.of();
        }
        List<Powered> census = powered.census(null, now);
        var planner = new PowerPlanner(rounds::slowStart);
        List<Course> courses = new ArrayList<>();
        for (PowerSchedule schedule : schedules.list()) {
            List<Powered> covered =
                    census.stream().filter(one -> one.coveredBy(schedule)).toList();
            if (covered.stream().anyMatch(one -> one.desktop().equals(desktop.id()))) {
                List<Turn> turns =
                        planner.turns(schedule, covered.size(), now.minus(PowerPlanner.LOOK_BACK), now.plus(YEAR));
                courses.add(new Course(
                        schedule,
                        turns.stream()
                                .filter(turn -> turn.occurrence().until().isAfter(now))
                                .findFirst(),
                        turns.stream()
                                .filter(turn -> !turn.occurrence().until().isAfter(now))
                                .reduce((one, later) -> later)));
            }
        }
        return courses;
    }

    private static boolean isOnSince(Desktop desktop, Turn turn) {
        Instant started = desktop.times().started();
        return started != null && started.isBefore(turn.occurrence().until());
    }

    private static PowerStanding scheduled(Turn turn, List<Next> told) {
        Instant until = turn.occurrence().until();
        return new PowerStanding(
                Winner.SCHEDULE,
                "Schedule '%s' wins over the idle rule until %s: it is kept on, unless somebody turns it off."
                        .formatted(turn.schedule().name(), until),
                turn.schedule().name(),
                until,
                told);
    }

    private static PowerStanding afterHours(Desktop desktop, Turn turn, List<Next> told) {
        return new PowerStanding(
                Winner.AFTER_HOURS,
                "The hours of schedule '%s' are over: it is stopped once nobody was connected to it for %d minutes."
                        .formatted(
                                turn.schedule().name(), turn.schedule().spec().graceMinutes()),
                turn.schedule().name(),
                desktop.times().stopDue(),
                told);
    }

    private static PowerStanding unscheduled(Desktop desktop, List<Next> told) {
        var running = desktop.blueprint().running();
        return switch (running.mode()) {
            case AUTO_STOP ->
                new PowerStanding(
                        Winner.IDLE_RULE,
                        "The idle rule counts: it is stopped %d minutes after it was left."
                                .formatted(running.autoStopMinutes()),
                        null,
                        desktop.times().stopDue(),
                        told);
            case MANUAL ->
                new PowerStanding(
                        Winner.NOBODY,
                        "It is MANUAL, and outside of the hours of any schedule: nothing stops it by itself.",
                        null,
                        null,
                        told);
            case ALWAYS_ON -> throw new IllegalStateException("Desktop " + desktop.id() + " is always on.");
        };
    }
}
