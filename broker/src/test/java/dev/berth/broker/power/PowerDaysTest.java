package dev.berth.broker.power;

import static dev.berth.broker.power.PowerPlannerTest.BERLIN;
import static dev.berth.broker.power.PowerPlannerTest.BUNDLE;
import static dev.berth.broker.power.PowerPlannerTest.START;
import static dev.berth.broker.power.PowerPlannerTest.id;
import static dev.berth.broker.power.PowerPlannerTest.schedule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a schedule does to desktops over days, looked at every minute. */
class PowerDaysTest {

    private final PowerPlanner planner = new PowerPlanner(schedule -> START);

    /** Over a week with both clock changes' weekends, minute by minute. */
    @Test
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

    @Test
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

    @Test
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
    @Test
    void whatWasStartedAfterTheHoursIsNotStoppedByThem() {
        var world = new World(1, schedule(1, "08:00", "18:00", 30, 3), Instant.parse("2026-11-23T00:00:00Z"));
        world.until("2026-11-23T19:00:00Z");
        assertThat(world.up()).isZero();
        world.on(0);
        world.until("2026-11-24T05:00:00Z");
        assertThat(world.up()).isEqualTo(1);
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
}
