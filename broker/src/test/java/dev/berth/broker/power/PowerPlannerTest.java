package dev.berth.broker.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.maintenance.Rhythm;
import dev.berth.broker.maintenance.Scope;
import dev.berth.broker.power.PowerPlan.Stop;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

class PowerPlannerTest {

    static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    static final Duration START = Duration.ofMinutes(2);
    static final BundleId BUNDLE = new BundleId(new UUID(0, 1));

    private final PowerPlanner planner = new PowerPlanner(schedule -> START);

    /** However desktops stand: what is in use, held or always on is never stopped, and no more start than may. */
    @Property
    void nobodyIsPutOutAndNoMoreStartThanMay(@ForAll long seed, @ForAll @IntRange(max = 10_080) int minute) {
        var random = new Random(seed);
        List<PowerSchedule> schedules = List.of(
                schedule(1, "08:00", "18:00", null, 1 + random.nextInt(4)),
                schedule(2, "17:00", "02:00", random.nextInt(60), 1 + random.nextInt(4)));
        Instant now = Instant.parse("2026-11-23T00:00:00Z").plus(Duration.ofMinutes(minute));
        List<Powered> desktops = desktops(random, schedules, now);
        PowerPlan plan = planner.next(schedules, desktops, now);
        Map<DesktopId, Powered> byId = new HashMap<>();
        desktops.forEach(one -> byId.put(one.desktop(), one));

        assertThat(plan.stops())
                .extracting(Stop::desktop)
                .doesNotHaveDuplicates()
                .allSatisfy(id -> {
                    Powered one = byId.get(id);
                    assertThat(one.inUse()).isFalse();
                    assertThat(one.state()).isEqualTo(DesktopState.AVAILABLE);
                    assertThat(one.mode()).isNotEqualTo(RunningMode.ALWAYS_ON);
                    assertThat(plan.holds()).doesNotContainKey(id);
                });
        assertThat(plan.starts()).doesNotHaveDuplicates().allSatisfy(id -> {
            assertThat(byId.get(id).state()).isEqualTo(DesktopState.STOPPED);
            assertThat(plan.holds()).containsKey(id);
        });
        for (var standing : plan.on()) {
            PowerSchedule schedule = standing.turn().schedule();
            long coming = desktops.stream()
                    .filter(one -> one.coveredBy(schedule))
                    .filter(one -> one.state() == DesktopState.STARTING
                            || one.state() == DesktopState.PENDING
                            || plan.starts().contains(one.desktop())
                                    && one.covering().size() == 1)
                    .count();
            long before = desktops.stream()
                    .filter(one -> one.coveredBy(schedule))
                    .filter(one -> one.state() == DesktopState.STARTING || one.state() == DesktopState.PENDING)
                    .count();
            assertThat(coming)
                    .isLessThanOrEqualTo(
                            Math.max(before, schedule.spec().warming().atOnce()));
        }
        plan.holds().forEach((id, until) -> assertThat(until).isAfter(now));
        Map<DesktopId, Optional<Instant>> after = new HashMap<>();
        desktops.forEach(one -> after.put(
                one.desktop(),
                plan.changed()
                        .getOrDefault(
                                one.desktop(),
                                Optional.ofNullable(one.heldUntil()).filter(until -> until.isAfter(now)))));
        after.forEach((id, until) ->
                assertThat(until).isEqualTo(Optional.ofNullable(plan.holds().get(id))));
    }

    /** A look that comes twice finds nothing more to do. */
    @Property
    void repeatedLooksChangeNothing(@ForAll long seed, @ForAll @IntRange(max = 10_080) int minute) {
        var random = new Random(seed);
        List<PowerSchedule> schedules = List.of(schedule(1, "08:00", "18:00", null, 50));
        Instant now = Instant.parse("2026-11-23T00:00:00Z").plus(Duration.ofMinutes(minute));
        List<Powered> desktops = desktops(random, schedules, now);
        PowerPlan plan = planner.next(schedules, desktops, now);
        List<Powered> after =
                desktops.stream().map(one -> carriedOut(one, plan, now)).toList();
        PowerPlan again = planner.next(schedules, after, now);
        assertThat(again.changed()).isEmpty();
        assertThat(again.starts()).isEmpty();
        assertThat(again.stops()).isEmpty();
    }

    private static Powered carriedOut(Powered one, PowerPlan plan, Instant now) {
        DesktopState state = plan.starts().contains(one.desktop())
                ? DesktopState.STARTING
                : plan.stops().stream().anyMatch(stop -> stop.desktop().equals(one.desktop()))
                        ? DesktopState.STOPPING
                        : one.state();
        Instant held = plan.holds().get(one.desktop());
        return new Powered(
                one.desktop(),
                one.bundle(),
                one.mode(),
                state,
                state == one.state() ? one.stateSince() : now,
                one.started(),
                one.lastUsed(),
                one.ran(),
                one.inUse(),
                held,
                one.covering());
    }

    @Example
    void refusedStartIsTriedAgainAfterAWhile() {
        Instant lead = Instant.parse("2026-11-23T06:30:00Z");
        PowerSchedule schedule = schedule(1, "08:00", "18:00", 30, 3);
        Powered refused = new Powered(
                id(1),
                BUNDLE,
                RunningMode.AUTO_STOP,
                DesktopState.STOPPED,
                lead.plusSeconds(30),
                null,
                null,
                lead.minus(Duration.ofHours(12)),
                false,
                null,
                Set.of(schedule.id()));
        assertThat(planner.next(List.of(schedule), List.of(refused), lead.plusSeconds(60))
                        .starts())
                .isEmpty();
        assertThat(planner.next(List.of(schedule), List.of(refused), lead.plusSeconds(90))
                        .starts())
                .containsExactly(id(1));
    }

    @Example
    void leadIsRoundsOfSlowStartsAndAMinute() {
        assertThat(new Warming(null, 10).lead(37, Duration.ofSeconds(90))).isEqualTo(Duration.ofMinutes(7));
        assertThat(new Warming(null, 10).lead(0, START)).isEqualTo(Duration.ZERO);
        assertThat(new Warming(null, 1).lead(5_000, START)).isEqualTo(Duration.ofMinutes(240));
        assertThat(new Warming(25, 1).lead(5_000, START)).isEqualTo(Duration.ofMinutes(25));
    }

    private static List<Powered> desktops(Random random, List<PowerSchedule> schedules, Instant now) {
        List<Powered> desktops = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Set<PowerScheduleId> covering = new HashSet<>();
            schedules.stream().filter(one -> random.nextBoolean()).forEach(one -> covering.add(one.id()));
            DesktopState state = DesktopState.values()[random.nextInt(DesktopState.values().length)];
            desktops.add(new Powered(
                    id(i),
                    BUNDLE,
                    RunningMode.values()[random.nextInt(RunningMode.values().length)],
                    state,
                    ago(random, now),
                    random.nextBoolean() ? ago(random, now) : null,
                    random.nextBoolean() ? ago(random, now) : null,
                    random.nextBoolean() ? ago(random, now) : null,
                    random.nextInt(4) == 0,
                    random.nextBoolean() ? now.plusSeconds(random.nextInt(7200) - 3600L) : null,
                    covering));
        }
        return desktops;
    }

    private static Instant ago(Random random, Instant now) {
        return now.minusSeconds(random.nextInt(100_000));
    }

    static DesktopId id(int number) {
        return new DesktopId(new UUID(7, number));
    }

    static PowerSchedule schedule(int id, String start, String end, @Nullable Integer lead, int atOnce) {
        return new PowerSchedule(
                new PowerScheduleId(new UUID(0, id)),
                new PowerSpec(
                        "Office " + id,
                        new Hours(
                                BERLIN,
                                new Rhythm.Weekly(EnumSet.allOf(DayOfWeek.class)),
                                LocalTime.parse(start),
                                LocalTime.parse(end)),
                        new Warming(lead, atOnce),
                        15,
                        Scope.ALL),
                true,
                1);
    }
}
