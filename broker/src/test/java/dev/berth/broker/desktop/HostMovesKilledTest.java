package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.simulated.Operation;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hosts that are drained, taken back, cut off and declared lost, with desktops that are opened and stopped meanwhile, and
 * brokers that are killed with -9 at random lines. No machine ever runs twice, and what a person wrote is where its row says.
 */
class HostMovesKilledTest {

    private static final Seeds SEEDS = Seeds.of("moves", 60);
    private static final TestRegion.Server SERVER = TestRegion.Server.fresh();
    private static final Set<DesktopState> FINAL = EnumSet.of(
            DesktopState.AVAILABLE,
            DesktopState.STOPPED,
            DesktopState.SUSPENDED,
            DesktopState.ERROR,
            DesktopState.TERMINATED);

    @TempDir
    Path folder;

    @Test
    void nothingIsLostAndNothingRunsTwice() {
        SEEDS.each(folder, SERVER, (region, seed) -> new History(region, new Random(seed)).play(14, seed));
    }

    private static final class History extends HostsHistory {

        History(TestRegion region, Random random) {
            super(region, random, 80, 12);
            SimulatedWorld second = SimulatedWorld.named("region-" + UUID.randomUUID());
            SimulatedWorld third = SimulatedWorld.named("region-" + UUID.randomUUID());
            third.shareStorageOf(second);
            add(region.world, null);
            add(second, "san");
            add(third, "san");
            open();
            begin(nextLife());
        }

        @Override
        void randomAct() {
            int kind = random.nextInt(15);
            HostId host = hosts.get(random.nextInt(hosts.size()));
            SimulatedWorld world = worlds.get(host);
            Desktop now = region.rows.find(desktop).orElseThrow();
            told.add("[" + now.state() + " on " + (1 + hosts.indexOf(now.hostOrNull())) + "] act " + kind + " on "
                    + (hosts.indexOf(host) + 1));
            mayRefuse(
                    world,
                    4,
                    Operation.UPLOAD,
                    Operation.DOWNLOAD,
                    Operation.DELETE_VOLUME,
                    Operation.ENSURE_VOLUME,
                    Operation.LOOK_ANEW);
            switch (kind) {
                case 0, 1 -> act(node -> node.desktops.open(person, bundle));
                case 2, 3 -> act(node -> node.desktops.stop(desktop));
                case 4, 5, 6 ->
                    act(node -> node.hosts.drain(host, revision(host), random.nextInt(3) > 0, TestRegion.TEST));
                case 7, 8 -> act(node -> node.hosts.activate(host, revision(host), TestRegion.TEST));
                case 9 -> act(node -> node.desktops.terminate(desktop));
                case 10 -> act(node -> node.lifecycle.revive(desktop));
                case 11 -> act(node -> node.snapshots.take(desktop));
                case 12 -> act(node -> node.lifecycle.rebuild(desktop, Optional.empty()));
                case 13 -> cutOffOrBack(world);
                default -> lose(host, world);
            }
        }

        @Override
        void rested() {
            node.life.during(() -> {
                node.remains.clear();
                node.watch.markDrained();
            });
            assertThat(runsIn()).as("runs once, %s", told).hasSizeLessThan(2);
        }

        /** Which host has what of the desktop. */
        private List<String> places() {
            return hosts.stream()
                    .map(host -> "h" + (hosts.indexOf(host) + 1) + "="
                            + worlds.get(host).allVolumes().keySet().stream()
                                    .filter(name -> name.value().startsWith(desktop.toString()))
                                    .toList())
                    .toList();
        }

        @Override
        void check(String told) {
            Desktop end = region.rows.find(desktop).orElseThrow();
            String what = told + "; " + end.condition() + "; " + end.times() + "; " + places();
            assertThat(end.state()).as(what).isIn(FINAL);
            assertThat(end.agenda().residence().relocation()).as(what).isNull();
            SimulatedWorld home = worlds.get(end.placedOn());
            var volumes = home.allVolumes();
            var kept = kept(end);
            assertThat(volumes)
                    .as("the volumes that rows name, %s", what)
                    .containsKeys(kept.toArray(VolumeName[]::new));
            for (String path : written) {
                assertThat(kept.stream()
                                .anyMatch(
                                        volume -> path.equals(home.files(volume).get(path))))
                        .as("%s is somewhere, %s", path, what)
                        .isTrue();
            }
            for (SimulatedWorld world : worlds.values()) {
                boolean here = world.allVolumes().equals(volumes);
                assertThat(volumesOf(desktop, world))
                        .as("volumes on %s, %s", world.name(), what)
                        .isSubsetOf(here ? named(end) : List.of());
            }
        }
    }
}
