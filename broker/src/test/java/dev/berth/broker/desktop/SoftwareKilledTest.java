package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.software.SoftwareId;
import dev.berth.broker.software.TaskState;
import dev.berth.broker.software.TestSoftware;
import dev.berth.broker.update.PackagedGuests;
import dev.berth.hypervisor.MachineId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages that come, change and go under nodes which are killed with -9 at random lines: nothing is done twice or left. */
class SoftwareKilledTest {

    private static final Seeds SEEDS = Seeds.of("software", 8);
    private static final TestRegion.Server SERVER = TestRegion.Server.fresh();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void packagesAreAsTheyAreToBeWhoeverIsKilled() {
        var kills = new AtomicInteger();
        SEEDS.each(folder, SERVER, (region, seed) -> {
            var history = new History(region, new Random(seed));
            history.play(10, seed);
            kills.addAndGet(history.kills);
        });
        assertThat(kills.get()).as("nodes killed").isGreaterThan(SEEDS.count());
    }

    private static final class History extends MortalHistory {

        private final PackagedGuests guests;
        private final DesktopId desktop;
        private final SoftwareId steady;
        private final SoftwareId changing;
        private final boolean withdrawn;
        private @Nullable TestSoftware software;
        private @Nullable TestNode of;

        History(TestRegion region, Random random) {
            super(region, random, 6, 60);
            region.jdbc.sql("delete from desktop_software").update();
            region.jdbc.sql("delete from software").update();
            guests = new PackagedGuests(region.world);
            region.addHost(node);
            desktop = node.desktops
                    .open(region.person(), region.bundle(RunningMode.MANUAL))
                    .id();
            region.settle(node);
            steady = software().required("ink", "1.0");
            changing = software().required("paint", "1.0");
            withdrawn = random.nextBoolean();
            begin(nextLife());
        }

        private TestSoftware software() {
            TestSoftware present = software;
            if (present == null || of != node) {
                present = new TestSoftware(node.database, node.transactions, node.desktops, region.clock);
                software = present;
                of = node;
            }
            return present;
        }

        @Override
        void step(int number) {
            region.clock.advance(Duration.ofSeconds(3 + random.nextInt(10)));
            act(node -> {
                if (number == 5) {
                    if (withdrawn) {
                        software().withdraw(changing);
                    } else {
                        software().release(changing, "paint", "1.1");
                    }
                }
            });
        }

        @Override
        void pass() {
            TestSoftware packages = software();
            try {
                packages.rounds.settle();
                packages.rounds.advance();
            } finally {
                assertThat(packages.awaitIdle(LIMIT)).as("%s", told).isTrue();
            }
            node.reconciler.reconcile();
        }

        @Override
        void workToTheEnd() {
            for (int i = 0; i < 60 && (i < 2 || open() > 0); i++) {
                region.clock.advance(Duration.ofSeconds(20));
                work();
                region.settle(node);
            }
        }

        private int open() {
            return region.jdbc
                    .sql("select count(*) from desktop_software where state in ('PLANNED', 'WORKING', 'RETRYING')")
                    .query(Integer.class)
                    .single();
        }

        @Override
        void check(String what) {
            assertThat(open()).as("open, %s", what).isZero();
            assertThat(guests.mostBegun()).as("begun once, %s", what).isEqualTo(1);
            assertThat(installed("ink")).as("steady, %s", what).isEqualTo("1.0");
            boolean gone = withdrawn && assigned() == 0;
            String current = region.jdbc
                    .sql("""
                            select v.label from software s join software_version v on v.id = s.current_version_id
                             where s.id = ?
                            """)
                    .param(changing.value())
                    .query(String.class)
                    .single();
            assertThat(installed("paint")).as("changing, %s", what).isEqualTo(gone ? "" : current);
            assertThat(software().lines.of(desktop))
                    .as("rows, %s", what)
                    .hasSize(gone ? 1 : 2)
                    .allMatch(line -> line.state() == TaskState.INSTALLED);
            assertThat(software().lines.of(desktop).getFirst().software())
                    .as("first, %s", what)
                    .isEqualTo(steady);
        }

        /** Whoever withdraws may be killed before it is done. */
        private int assigned() {
            return region.jdbc
                    .sql("select count(*) from software_assignment where software_id = ?")
                    .param(changing.value())
                    .query(Integer.class)
                    .single();
        }

        private String installed(String name) {
            return guests.installed(new MachineId(desktop.value()), name);
        }
    }
}
