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

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Duration START = Duration.ofMinutes(2);
    private static final BundleId BUNDLE = new BundleId(new UUID(0, 1));

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

    /** Over a week with both clock changes' weekends, minute by minute. */
    @Example
    void everybodyIsReadyWhenTheHoursBeginAndNothingRunsForNobodyAfterwards() {
        for (String monday : List.of("2027-03-22T00:00:00Z", "2027-10-25T00:00:00Z")) {
            var world = new World(37, schedule(1, "08:00", "18:00", null, 5), Instant.parse(monday));
            Instant end = world.now.plus(Duration.ofDays(9));
            while (world.now.isBefore(end)) {
                world.minute();
                var local = world.now.atZone(BERLIN);
                if (local.toLocalTime().equals(LocalTime.of(8, 0))) {
                    assertThat(world.up()).as("%s", local).isEqualTo(37);
                }
                if (local.toLocalTime().equals(LocalTime.of(18, 17))) {
                    assertThat(world.up()).as("%s", local).isZero();
                }
            }
            assertThat(world.starts).isEqualTo(9 * 37);
        }
    }

    @Example
    void whatSomebodyTurnedOffStaysOffUntilTheNextDay() {
        var world = new World(3, schedule(1, "08:00", "18:00", 30, 3), Instant.parse("2026-11-23T00:00:00Z"));
        world.until("2026-11-23T09:00:00Z");
        assertThat(world.up()).isEqualTo(3);
        world.off(0);
        world.until("2026-11-23T16:59:00Z");
        assertThat(world.up()).isEqualTo(2);
        world.until("2026-11-24T07:00:00Z");
        assertThat(world.up()).isEqualTo(3);
    }

    @Example
    void whoIsConnectedAfterTheHoursIsStoppedWhenTheyHaveLeft() {
        var world = new World(2, schedule(1, "08:00", "18:00", 30, 3), Instant.parse("2026-11-23T00:00:00Z"));
        world.until("2026-11-23T16:00:00Z");
        world.use(0, true);
        world.until("2026-11-23T20:00:00Z");
        assertThat(world.up()).isEqualTo(1);
        world.use(0, false);
        world.until("2026-11-23T20:14:00Z");
        assertThat(world.up()).isEqualTo(1);
        world.until("2026-11-23T20:16:00Z");
        assertThat(world.up()).isZero();
    }

    /** One that its person opened in the evening is the idle rule's. */
    @Example
    void whatWasStartedAfterTheHoursIsNotStoppedByThem() {
        var world = new World(1, schedule(1, "08:00", "18:00", 30, 3), Instant.parse("2026-11-23T00:00:00Z"));
        world.until("2026-11-23T19:00:00Z");
        assertThat(world.up()).isZero();
        world.on(0);
        world.until("2026-11-24T05:00:00Z");
        assertThat(world.up()).isEqualTo(1);
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

    /** Desktops over minutes: each start takes as long as a slow one. */
    private final class World {

        final PowerSchedule schedule;
        final List<Powered> desktops = new ArrayList<>();
        final Map<DesktopId, Instant> readyAt = new HashMap<>();
        Instant now;
        int starts;

        World(int count, PowerSchedule schedule, Instant now) {
            this.schedule = schedule;
            this.now = now;
            for (int i = 0; i < count; i++) {
                desktops.add(desktop(i, DesktopState.STOPPED, now.minus(Duration.ofDays(1)), null, null, null, false));
            }
        }

        void until(String moment) {
            while (now.isBefore(Instant.parse(moment))) {
                minute();
            }
        }

        void minute() {
            now = now.plus(Duration.ofMinutes(1));
            for (int i = 0; i < desktops.size(); i++) {
                Powered one = desktops.get(i);
                Instant ready = readyAt.get(one.desktop());
                if (one.state() == DesktopState.STARTING && ready != null && !ready.isAfter(now)) {
                    desktops.set(i, desktop(i, DesktopState.AVAILABLE, now, ready, one.lastUsed(), now, false));
                } else if (one.state() == DesktopState.AVAILABLE) {
                    desktops.set(
                            i,
                            desktop(
                                    i,
                                    DesktopState.AVAILABLE,
                                    one.stateSince(),
                                    one.started(),
                                    one.inUse() ? now : one.lastUsed(),
                                    now,
                                    one.inUse()));
                }
            }
            PowerPlan plan = planner.next(List.of(schedule), desktops, now);
            for (DesktopId id : plan.starts()) {
                starts++;
                int i = (int) id.value().getLeastSignificantBits();
                Powered one = desktops.get(i);
                readyAt.put(id, now.plus(START));
                desktops.set(i, desktop(i, DesktopState.STARTING, now, null, one.lastUsed(), one.ran(), false));
            }
            plan.stops().forEach(stop -> off((int) stop.desktop().value().getLeastSignificantBits()));
        }

        void off(int i) {
            desktops.set(
                    i,
                    desktop(i, DesktopState.STOPPED, now, null, desktops.get(i).lastUsed(), now, false));
        }

        void on(int i) {
            desktops.set(i, desktop(i, DesktopState.AVAILABLE, now, now, now, now, false));
        }

        void use(int i, boolean inUse) {
            Powered one = desktops.get(i);
            desktops.set(i, desktop(i, one.state(), one.stateSince(), one.started(), now, now, inUse));
        }

        long up() {
            return desktops.stream()
                    .filter(one -> one.state() == DesktopState.AVAILABLE)
                    .count();
        }

        private Powered desktop(
                int i,
                DesktopState state,
                Instant since,
                @Nullable Instant started,
                @Nullable Instant used,
                @Nullable Instant ran,
                boolean inUse) {
            return new Powered(
                    id(i),
                    BUNDLE,
                    RunningMode.AUTO_STOP,
                    state,
                    since,
                    started,
                    used,
                    ran,
                    inUse,
                    null,
                    Set.of(schedule.id()));
        }
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

    private static DesktopId id(int number) {
        return new DesktopId(new UUID(7, number));
    }

    private static PowerSchedule schedule(int id, String start, String end, @Nullable Integer lead, int atOnce) {
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
