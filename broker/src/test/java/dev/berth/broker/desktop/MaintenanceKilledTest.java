package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.maintenance.TestRounds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two scheduler nodes, killed with -9 at random lines while windows open and desktops are maintained, with a database that
 * is away at times: each planned day has its one run, each desktop in it is maintained once, and every one is put back as
 * it was.
 */
class MaintenanceKilledTest {

    private static final Seeds SEEDS = Seeds.of("maintenance", 120);
    private static final int NIGHTS = 2;
    private static final TestRegion.Server SERVER = TestRegion.Server.fresh();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void noRunIsLostDoubledOrStuck() {
        var kills = new AtomicInteger();
        SEEDS.each(folder, SERVER, (region, seed) -> {
            var history = new History(region, new Random(seed));
            for (int night = 0; night < NIGHTS; night++) {
                history.toTheNight();
                history.act(14);
                history.converge();
            }
            history.check("seed " + seed + ": " + history.told);
            kills.addAndGet(history.kills);
        });
        assertThat(kills.get()).as("nodes killed").isGreaterThan(SEEDS.count());
    }

    private static final class Scheduler {

        final TestNode node;
        final TestRounds maintenance;

        Scheduler(TestRegion region, Life life) {
            node = region.node(life, TestRegion.settings());
            // What happens inside a driver's call would kill whichever node began last.
            region.world.faults().watch(boundary -> {});
            maintenance = new TestRounds(
                    node.database, node.transactions, node.desktops, node.lifecycle, node.snapshots, region.clock);
        }
    }

    private static final class History {

        final TestRegion region;
        final Random random;
        final List<String> told = new ArrayList<>();
        final Map<DesktopId, DesktopState> before = new LinkedHashMap<>();
        final Scheduler[] schedulers = new Scheduler[2];
        int kills;

        History(TestRegion region, Random random) {
            this.region = region;
            this.random = random;
            region.jdbc.sql("delete from maintenance_run").update();
            region.jdbc.sql("delete from maintenance_window").update();
            Bundle bundle = region.bundle(RunningMode.MANUAL);
            TestNode node = region.node();
            region.addHost(node);
            for (int i = 0; i < 3; i++) {
                Desktop desktop = node.desktops.open(region.person(), bundle);
                region.settle(node);
                if (i > 0) {
                    node.desktops.stop(desktop.id());
                    region.settle(node);
                }
                before.put(desktop.id(), node.desktop(desktop.id()).state());
            }
            assertThat(before.values())
                    .containsExactly(DesktopState.AVAILABLE, DesktopState.STOPPED, DesktopState.STOPPED);
            new TestRounds(
                            node.database,
                            node.transactions,
                            node.desktops,
                            node.lifecycle,
                            node.snapshots,
                            region.clock)
                    .everyNight(600);
            node.close();
            for (int i = 0; i < schedulers.length; i++) {
                schedulers[i] = new Scheduler(region, nextLife());
            }
        }

        void toTheNight() {
            ZonedDateTime now = region.clock.instant().atZone(ZoneOffset.UTC);
            ZonedDateTime night = now.toLocalDate().atTime(LocalTime.of(3, 0)).atZone(ZoneOffset.UTC);
            night = night.isAfter(now) ? night : night.plusDays(1);
            region.clock.advance(Duration.between(now, night).plusSeconds(random.nextInt(90)));
        }

        Life nextLife() {
            return Life.endingAt(1 + random.nextInt(40));
        }

        void act(int times) {
            for (int i = 0; i < times; i++) {
                int which = random.nextInt(schedulers.length);
                step(which, random.nextInt(4));
                region.clock.advance(Duration.ofSeconds(random.nextInt(10)));
            }
        }

        private void step(int which, int kind) {
            Scheduler scheduler = schedulers[which];
            boolean away = random.nextInt(12) == 0;
            scheduler.node.database.lost(away);
            try {
                switch (kind) {
                    case 0 -> scheduler.maintenance.rounds.openWindows();
                    case 1, 2 -> scheduler.maintenance.rounds.advance();
                    default -> scheduler.node.reconciler.reconcile();
                }
            } catch (Life.Killed | RuntimeException e) {
                if (!scheduler.node.life.isOver() && !away) {
                    throw e;
                }
            }
            assertThat(scheduler.maintenance.awaitIdle(LIMIT)).as("%s", told).isTrue();
            assertThat(scheduler.node.reconciler.awaitIdle(LIMIT))
                    .as("%s", told)
                    .isTrue();
            scheduler.node.database.lost(false);
            if (scheduler.node.life.isOver()) {
                kills++;
                told.add("killed " + scheduler.node.life.endedAt());
                scheduler.node.close();
                schedulers[which] = new Scheduler(region, nextLife());
            }
        }

        void converge() {
            for (int i = 0; i < schedulers.length; i++) {
                schedulers[i].node.close();
                schedulers[i] = new Scheduler(region, Life.endless());
            }
            for (int i = 0; i < 16 && (i < 3 || live() > 0); i++) {
                region.clock.advance(Duration.ofSeconds(40));
                for (int which = 0; which < schedulers.length; which++) {
                    Scheduler scheduler = schedulers[which];
                    scheduler.maintenance.rounds.openWindows();
                    scheduler.maintenance.rounds.advance();
                    scheduler.maintenance.awaitIdle(LIMIT);
                    region.settle(scheduler.node);
                    scheduler.maintenance.rounds.advance();
                    scheduler.maintenance.awaitIdle(LIMIT);
                }
            }
        }

        private int live() {
            return number("select count(*) from maintenance_run where ended_at is null")
                    + number("select count(*) from maintenance_item where ended_at is null");
        }

        void check(String what) {
            assertThat(live()).as("live, %s", what).isZero();
            assertThat(number("select count(*) from maintenance_run"))
                    .as("runs, %s", what)
                    .isEqualTo(NIGHTS);
            assertThat(number("select count(*) from maintenance_run where state = 'DONE'"))
                    .as("runs that are done, %s", what)
                    .isEqualTo(NIGHTS);
            assertThat(number("select count(*) from maintenance_item where phase = 'DONE'"))
                    .as("desktops done, %s", what)
                    .isEqualTo(NIGHTS * before.size());
            assertThat(number("select count(*) from audit_entry where action = 'desktop.maintain'"))
                    .as("written down once each, %s", what)
                    .isEqualTo(NIGHTS * before.size());
            assertThat(number("select count(*) from audit_entry where action = 'maintenance-run.begin'"))
                    .as("begun once each, %s", what)
                    .isEqualTo(NIGHTS);
            before.forEach(
                    (id, state) -> assertThat(region.rows.find(id).orElseThrow().state())
                            .as("put back, %s", what)
                            .isEqualTo(state));
        }

        private int number(String sql) {
            return region.jdbc.sql(sql).query(Integer.class).single();
        }
    }
}
