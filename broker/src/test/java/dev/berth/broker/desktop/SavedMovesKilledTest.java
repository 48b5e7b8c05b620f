package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.simulated.Operation;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hosts that are drained and cut off while a desktop's memory is saved, with brokers that are killed with -9 at random
 * lines. Whatever happens, the desktop has the memory that it began with, on the host that its row names and on no other.
 */
class SavedMovesKilledTest {

    private static final Seeds SEEDS = Seeds.of("saved-moves", 20);
    private static final TestRegion.Server SERVER = TestRegion.Server.fresh();

    @TempDir
    Path folder;

    @Test
    void theMemoryIsNeverLostAndIsInOnePlace() {
        var moves = new AtomicInteger();
        SEEDS.each(folder, SERVER, (region, seed) -> {
            new History(region, new Random(seed)).play(12, seed);
            moves.addAndGet(region.jdbc
                    .sql("select count(*) from audit_entry where reason like '%saved memory went along%'")
                    .query(Integer.class)
                    .single());
        });
        System.out.println(moves + " moves with memory in " + SEEDS.count() + " histories");
        assertThat(moves.get()).isGreaterThan(SEEDS.count() / 3);
    }

    private static final class History extends HostsHistory {

        private final MachineId machine;
        private final UUID memory;

        History(TestRegion region, Random random) {
            super(region, random, 120, 12);
            SimulatedWorld third = SimulatedWorld.named("region-" + UUID.randomUUID());
            SimulatedWorld fourth = SimulatedWorld.named("region-" + UUID.randomUUID());
            fourth.shareStorageOf(third);
            add(region.world, null);
            add(SimulatedWorld.named("region-" + UUID.randomUUID()), null);
            add(third, "san");
            add(fourth, "san");
            open();
            machine = new MachineId(desktop.value());
            memory = home().memory(machine);
            begin(nextLife());
        }

        @Override
        void randomAct() {
            int kind = random.nextInt(10);
            HostId host = kind < 5 ? now().placedOn() : hosts.get(random.nextInt(hosts.size()));
            SimulatedWorld world = worlds.get(host);
            told.add("[" + now().state() + " on " + (1 + hosts.indexOf(now().placedOn())) + "] act " + kind + " on "
                    + (hosts.indexOf(host) + 1));
            mayRefuse(
                    worlds.get(hosts.get(random.nextInt(hosts.size()))),
                    2,
                    Operation.UPLOAD,
                    Operation.DOWNLOAD,
                    Operation.KEEP_MEMORY,
                    Operation.PUT_MEMORY_BACK,
                    Operation.REMOVE,
                    Operation.DELETE_VOLUME);
            switch (kind) {
                case 0, 1 -> act(node -> node.desktops.stop(desktop));
                case 2, 3, 4 -> act(node -> node.hosts.drain(host, revision(host), false, TestRegion.TEST));
                case 5 -> act(node -> node.desktops.open(person, bundle));
                case 6 -> act(node -> node.snapshots.take(desktop));
                case 7, 8 -> act(node -> node.hosts.activate(host, revision(host), TestRegion.TEST));
                default -> cutOffOrBack(world);
            }
        }

        @Override
        void rested() {
            node.life.during(() -> {
                node.remains.clear();
                node.watch.markDrained();
                node.sweep.sweep();
            });
            assertThat(runsIn()).as("runs once, %s", told).hasSizeLessThan(2);
            assertThat(home().allMachines())
                    .as("is where its row says, %s", told)
                    .contains(machine);
            assertThat(home().memory(machine)).as("has its memory, %s", told).isEqualTo(memory);
        }

        @Override
        void check(String told) {
            assertThat(now().state()).as(told).isIn(DesktopState.AVAILABLE, DesktopState.STOPPED);
            assertThat(now().agenda().residence().relocation()).as(told).isNull();
            assertThat(home().memory(machine)).as(told).isEqualTo(memory);
            for (SimulatedWorld world : worlds.values()) {
                boolean here = world.allVolumes().equals(home().allVolumes());
                assertThat(volumesOf(desktop, world))
                        .as("volumes on %s, %s", world.name(), told)
                        .isSubsetOf(here ? named(now()) : List.of());
                assertThat(world.allMachines())
                        .as("machines on %s, %s", world.name(), told)
                        .isSubsetOf(world == home() ? List.of(machine) : List.of());
            }
            written.forEach(path ->
                    assertThat(home().files(VolumeNames.user(now()))).as(told).containsEntry(path, path));
        }

        private Desktop now() {
            return region.rows.find(desktop).orElseThrow();
        }

        private SimulatedWorld home() {
            return worlds.get(now().placedOn());
        }
    }
}
