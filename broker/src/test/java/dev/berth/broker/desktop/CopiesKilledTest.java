package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.simulated.Operation;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Snapshots that are copied between hosts which are drained, cut off and lost, with brokers that are killed with -9 at random
 * lines. What was written is on a volume that a row names, no machine runs twice, a copy that counts as whole is, and a
 * desktop that goes on from a copy has what the copy has.
 */
class CopiesKilledTest {

    private static final Seeds SEEDS = Seeds.of("copies", 40);
    private static final TestRegion.Server SERVER = TestRegion.Server.fresh();

    @TempDir
    Path folder;

    @Test
    void everyWrittenFileIsOnAVolumeThatARowNames() {
        SEEDS.each(folder, SERVER, (region, seed) -> new History(region, new Random(seed)).play(14, seed));
    }

    private static final class History extends HostsHistory {

        History(TestRegion region, Random random) {
            super(region, random, 90, 8);
            add(region.world, null);
            open();
            add(SimulatedWorld.named("region-" + UUID.randomUUID()), null);
            add(SimulatedWorld.named("region-" + UUID.randomUUID()), null);
            begin(nextLife());
        }

        @Override
        void randomAct() {
            HostId host = hosts.get(random.nextInt(hosts.size()));
            SimulatedWorld world = worlds.get(host);
            int kind = random.nextInt(16);
            told.add("act " + kind + " on " + (hosts.indexOf(host) + 1));
            mayRefuse(world, 3, Operation.UPLOAD, Operation.DOWNLOAD, Operation.DELETE_VOLUME, Operation.ENSURE_VOLUME);
            switch (kind) {
                case 0, 1 -> act(node -> node.desktops.open(person, bundle));
                case 2 -> act(node -> node.desktops.stop(desktop));
                case 3, 4, 5, 6 -> act(node -> node.snapshots.take(desktop));
                case 7 -> act(node -> node.hosts.drain(host, revision(host), random.nextBoolean(), TestRegion.TEST));
                case 8, 9 -> act(node -> node.hosts.activate(host, revision(host), TestRegion.TEST));
                case 10 -> act(node -> node.lifecycle.rebuild(desktop, Optional.empty()));
                case 11 -> {
                    region.clock.advance(Duration.ofDays(8));
                    act(node -> node.snapshots.take(desktop));
                }
                case 12 -> cutOffOrBack(world);
                default -> {
                    HostId own = region.rows.find(desktop).orElseThrow().placedOn();
                    lose(own, worlds.get(own));
                }
            }
        }

        @Override
        void rested() {
            node.life.during(() -> {
                node.remains.clear();
                node.watch.markDrained();
                region.clock.advance(Duration.ofMinutes(6));
                node.copies.copy();
            });
            assertThat(node.copies.awaitIdle(Duration.ofSeconds(60)))
                    .as("copied, %s", told)
                    .isTrue();
            assertThat(runsIn()).as("runs once, %s", told).hasSizeLessThan(2);
        }

        @Override
        void check(String told) {
            Desktop end = region.rows.find(desktop).orElseThrow();
            var snapshots = snapshots(desktop);
            var copies = new JdbcCopies(region.jdbc).of(desktop);
            String what = told + "; " + end.condition() + "; " + copies;
            assertThat(end.agenda().residence().relocation()).as(what).isNull();
            Map<SimulatedWorld, Set<VolumeName>> named = new HashMap<>();
            worlds.values().forEach(world -> named.put(world, new HashSet<>()));
            SimulatedWorld home = worlds.get(end.placedOn());
            named.get(home).addAll(List.of(VolumeNames.user(end), VolumeNames.root(end)));
            snapshots.forEach(one -> named.get(worlds.get(one.host())).addAll(List.of(one.user(), one.root())));
            copies.forEach(one -> named.get(worlds.get(one.host())).addAll(List.of(one.user(), one.root())));
            assertThat(home.allVolumes()).as(what).containsKey(VolumeNames.user(end));
            snapshots.stream()
                    .filter(Snapshot::ready)
                    .forEach(one -> assertThat(worlds.get(one.host()).allVolumes())
                            .as("snapshot %s, %s", one, what)
                            .containsKeys(one.user(), one.root()));
            copies.stream()
                    .filter(DesktopCopy::whole)
                    .forEach(one -> assertThat(worlds.get(one.host()).allVolumes())
                            .as("copy %s, %s", one, what)
                            .containsKeys(one.user(), one.root()));
            for (String path : written) {
                assertThat(named.entrySet().stream()
                                .anyMatch(entry -> entry.getValue().stream()
                                        .filter(entry.getKey().allVolumes()::containsKey)
                                        .anyMatch(volume -> path.equals(
                                                entry.getKey().files(volume).get(path)))))
                        .as("%s is somewhere, %s", path, what)
                        .isTrue();
            }
            checkNewest(end, snapshots, copies, what);
            checkNothingElse(named, what);
        }

        /** Three hosts that all answer: the newest snapshot has its copy, and older chains are gone. */
        private void checkNewest(Desktop end, List<Snapshot> snapshots, List<DesktopCopy> copies, String what) {
            List<Snapshot> here = snapshots.stream()
                    .filter(one -> one.ready() && one.isCopy() && one.host().equals(end.placedOn()))
                    .toList();
            boolean elsewhereTaken = snapshots.stream()
                            .map(Snapshot::host)
                            .filter(host -> !host.equals(end.placedOn()))
                            .distinct()
                            .count()
                    == hosts.size() - 1;
            if (!here.isEmpty() && !elsewhereTaken) {
                Snapshot newest = here.stream()
                        .max(Comparator.comparing(one -> one.taken().orElseThrow()))
                        .orElseThrow();
                assertThat(copies.stream().filter(copy -> copy.isOf(newest)))
                        .as("newest %s, %s", newest.id(), what)
                        .singleElement()
                        .matches(DesktopCopy::whole);
            }
        }

        private void checkNothingElse(Map<SimulatedWorld, Set<VolumeName>> named, String what) {
            named.forEach((world, names) -> assertThat(volumesOf(desktop, world)
                            // An empty volume of 1 MiB, whose host fell silent while the pools were compared.
                            .filter(name -> !name.value().endsWith("-copy-probe")))
                    .as("volumes on %s, %s", world.name(), what)
                    .isSubsetOf(names));
        }
    }
}
