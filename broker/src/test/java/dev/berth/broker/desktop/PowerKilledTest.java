package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.power.TestPower;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes that keep power schedules, killed with -9 at random lines: everything is on when the hours begin and stays on, and
 * what nobody uses is off after them, each written down once.
 */
class PowerKilledTest {

    private static final Seeds SEEDS = Seeds.of("power", 25);
    private static final TestRegion.Server SERVER = TestRegion.Server.fresh();

    @TempDir
    Path folder;

    @Test
    void hoursAreKeptWhoeverIsKilled() {
        var kills = new AtomicInteger();
        SEEDS.each(folder, SERVER, (region, seed) -> {
            var history = new History(region, new Random(seed));
            history.live("seed " + seed);
            kills.addAndGet(history.kills);
        });
        assertThat(kills.get()).as("nodes killed").isGreaterThan(SEEDS.count());
    }

    private static final class History extends MortalHistory {

        final List<DesktopId> desktops = new ArrayList<>();
        private TestNode powered;
        private TestPower power;

        History(TestRegion region, Random random) {
            super(region, random, 8, 40);
            region.jdbc.sql("delete from power_schedule").update();
            Bundle bundle = region.bundle(RunningMode.AUTO_STOP);
            region.addHost(node);
            for (int i = 0; i < 3; i++) {
                Desktop desktop = node.desktops.open(region.person(), bundle);
                region.settle(node);
                node.desktops.stop(desktop.id());
                region.settle(node);
                desktops.add(desktop.id());
            }
            powered = node;
            power = power(node);
            power.officeHours();
        }

        void live(String what) {
            to(LocalTime.of(7, 35));
            begin(nextLife());
            for (int i = 0; i < 6; i++) {
                step(i);
            }
            converge();
            check("begin of the hours, " + what + ": " + told);
            // Nobody comes for longer than AUTO_STOP waits.
            to(LocalTime.of(12, 0));
            begin(nextLife());
            act(unused -> {});
            converge();
            check("noon, " + what + ": " + told);
            to(LocalTime.of(17, 59));
            region.beginSession(node.desktop(desktops.getFirst()));
            region.clock.advance(Duration.ofMinutes(17));
            begin(nextLife());
            for (int i = 0; i < 3; i++) {
                act(unused -> region.clock.advance(Duration.ofSeconds(random.nextInt(30))));
            }
            converge();
            assertThat(states())
                    .as("after the hours, %s: %s", what, told)
                    .containsExactly(DesktopState.AVAILABLE, DesktopState.STOPPED, DesktopState.STOPPED);
            region.endSessions();
            assertThat(number("select count(*) from power_turn")).isEqualTo(1);
            assertThat(number("select count(*) from audit_entry where action = 'power-schedule.begin'"))
                    .isEqualTo(1);
        }

        @Override
        void step(int number) {
            act(unused -> region.clock.advance(Duration.ofSeconds(random.nextInt(90))));
        }

        @Override
        void pass() {
            if (powered != node) {
                powered = node;
                power = power(node);
            }
            power.rounds.keep();
            node.reconciler.reconcile();
        }

        @Override
        void workToTheEnd() {
            for (int i = 0; i < 8; i++) {
                pass();
                region.settle(node, 1, Duration.ofSeconds(10));
            }
        }

        @Override
        void check(String what) {
            assertThat(states()).as(what).containsOnly(DesktopState.AVAILABLE);
            for (DesktopId id : desktops) {
                Times times = node.desktop(id).times();
                assertThat(times.stopDue()).as(what).isNull();
                assertThat(times.heldUntil()).as(what).isEqualTo(at(LocalTime.of(18, 0)));
            }
        }

        private TestPower power(TestNode node) {
            return new TestPower(node.database, node.transactions, node.power, region.clock);
        }

        private List<DesktopState> states() {
            return desktops.stream().map(id -> node.desktop(id).state()).toList();
        }

        private Instant at(LocalTime time) {
            return region.clock.instant().atZone(ZoneOffset.UTC).with(time).toInstant();
        }

        private void to(LocalTime time) {
            ZonedDateTime now = region.clock.instant().atZone(ZoneOffset.UTC);
            ZonedDateTime then = now.with(time);
            region.clock.advance(Duration.between(now, then.isAfter(now) ? then : then.plusDays(1)));
        }

        private int number(String sql) {
            return region.jdbc.sql(sql).query(Integer.class).single();
        }
    }
}
