package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.maintenance.TestRounds;
import dev.berth.broker.update.PackagedGuests;
import dev.berth.hypervisor.MachineId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guests that are updated by nodes which are killed with -9 at random lines: each has one snapshot, one installation and one
 * end; what fails has its old packages again, and what a person wrote is on the desktop in any case.
 */
class UpdatesKilledTest {

    private static final Seeds SEEDS = Seeds.of("updates", 44);
    private static final TestRegion.Server SERVER = TestRegion.Server.fresh();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String NOTE = "/home/person/note";

    @TempDir
    Path folder;

    @Test
    void updatesGoOnOrAreTakenBackWhoeverIsKilled() {
        var kills = new AtomicInteger();
        SEEDS.each(folder, SERVER, (region, seed) -> {
            var history = new History(region, new Random(seed));
            history.play(14, seed);
            kills.addAndGet(history.kills);
        });
        assertThat(kills.get()).as("nodes killed").isGreaterThan(SEEDS.count());
    }

    private static final class History extends MortalHistory {

        final PackagedGuests guests;
        final Map<DesktopId, DesktopState> before = new LinkedHashMap<>();
        final @Nullable DesktopId failing;
        private @Nullable TestRounds rounds;
        private @Nullable TestNode of;

        History(TestRegion region, Random random) {
            super(region, random, 8, 50);
            region.jdbc.sql("delete from maintenance_run").update();
            region.jdbc.sql("delete from maintenance_window").update();
            guests = new PackagedGuests(region.world);
            guests.offers("nano", "7.2-1", "7.2-2", false);
            guests.offers("linux", "6.1", "6.2", true);
            if (random.nextBoolean()) {
                guests.restartsFor("linux");
            }
            Bundle bundle = region.bundle(RunningMode.MANUAL);
            region.addHost(node);
            DesktopId last = null;
            for (int i = 0; i < 2; i++) {
                Desktop desktop = node.desktops.open(region.person(), bundle);
                region.settle(node);
                region.world.write(VolumeNames.user(node.desktop(desktop.id())), NOTE, "dear diary " + i);
                if (i > 0) {
                    node.desktops.stop(desktop.id());
                    region.settle(node);
                }
                before.put(desktop.id(), node.desktop(desktop.id()).state());
                last = desktop.id();
            }
            failing = last != null && random.nextBoolean()
                    ? random.nextBoolean() ? last : before.keySet().iterator().next()
                    : null;
            if (failing != null) {
                guests.fails(new MachineId(failing.value()));
            }
            rounds().everyNight(600);
            ZonedDateTime now = region.clock.instant().atZone(ZoneOffset.UTC);
            ZonedDateTime night = now.toLocalDate().atTime(LocalTime.of(3, 0)).atZone(ZoneOffset.UTC);
            night = night.isAfter(now) ? night : night.plusDays(1);
            region.clock.advance(Duration.between(now, night).plusSeconds(5));
            begin(nextLife());
        }

        private TestRounds rounds() {
            TestRounds present = rounds;
            if (present == null || of != node) {
                present = new TestRounds(
                        node.database, node.transactions, node.desktops, node.lifecycle, node.snapshots, region.clock);
                rounds = present;
                of = node;
            }
            return present;
        }

        @Override
        void step(int number) {
            region.clock.advance(Duration.ofSeconds(10 + random.nextInt(30)));
            act(node -> {});
        }

        @Override
        void pass() {
            TestRounds maintenance = rounds();
            try {
                maintenance.rounds.openWindows();
                maintenance.rounds.advance();
            } finally {
                assertThat(maintenance.awaitIdle(LIMIT)).as("%s", told).isTrue();
            }
            node.reconciler.reconcile();
        }

        @Override
        void workToTheEnd() {
            for (int i = 0; i < 80 && (i < 2 || live() > 0); i++) {
                region.clock.advance(Duration.ofSeconds(20));
                work();
                region.settle(node);
            }
        }

        private int live() {
            return number("select count(*) from maintenance_item where ended_at is null");
        }

        @Override
        void check(String what) {
            assertThat(live()).as("live, %s", what).isZero();
            assertThat(guests.mostBegun()).as("begun once, %s", what).isEqualTo(1);
            before.forEach((id, state) -> {
                boolean failed = id.equals(failing);
                Desktop desktop = region.rows.find(id).orElseThrow();
                assertThat(desktop.state()).as("put back, %s", what).isEqualTo(state);
                assertThat(stage(id)).as("stage, %s", what).isEqualTo(failed ? "ROLLED_BACK" : "DONE");
                assertThat(guests.installed(new MachineId(id.value()), "nano"))
                        .as("installed, %s", what)
                        .isEqualTo(failed ? "7.2-1" : "7.2-2");
                assertThat(region.world.files(VolumeNames.user(desktop)))
                        .as("user's file, %s", what)
                        .containsKey(NOTE);
                assertThat(snapshots(id).stream().filter(one -> one.kind() == SnapshotKind.BEFORE_UPDATE))
                        .as("snapshots, %s", what)
                        .hasSize(1);
                assertThat(changes(id)).as("changes, %s", what).isEqualTo(failed ? 0 : 2);
            });
        }

        private String stage(DesktopId id) {
            return region.jdbc
                    .sql("select stage from maintenance_update where desktop_id = ?")
                    .param(id.value())
                    .query(String.class)
                    .single();
        }

        private int changes(DesktopId id) {
            return region.jdbc
                    .sql("select count(*) from update_change where desktop_id = ?")
                    .param(id.value())
                    .query(Integer.class)
                    .single();
        }

        private int number(String sql) {
            return region.jdbc.sql(sql).query(Integer.class).single();
        }
    }
}
