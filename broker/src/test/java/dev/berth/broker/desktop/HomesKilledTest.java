package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.desktop.Homes.Kept;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.simulated.Operation;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A home whose person comes and goes, on hosts that are drained, taken back, cut off and lost, with brokers that are killed
 * with -9 at random lines. No two machines have the home, and what was written is in it, or in what was kept of a lost host.
 */
class HomesKilledTest {

    private static final Seeds SEEDS = Seeds.of("homes", 15);
    private static final TestRegion.Server SERVER = TestRegion.Server.fresh();

    @TempDir
    Path folder;

    @Test
    void everyWrittenFileIsInAHomeThatARowNames() {
        SEEDS.each(folder, SERVER, (region, seed) -> new History(region, new Random(seed)).play(14, seed));
    }

    private static final class History extends HostsHistory {

        private final FleetId fleet;
        private boolean lost;

        History(TestRegion region, Random random) {
            super(region, random, 90, 8);
            fleet = region.homely(bundle);
            add(region.world, null);
            SimulatedWorld second = SimulatedWorld.named("region-" + UUID.randomUUID());
            add(second, "san");
            SimulatedWorld third = SimulatedWorld.named("region-" + UUID.randomUUID());
            third.shareStorageOf(second);
            add(third, "san");
            comes();
            begin(nextLife());
        }

        @Override
        void randomAct() {
            HostId host = hosts.get(random.nextInt(hosts.size()));
            SimulatedWorld world = worlds.get(host);
            int kind = random.nextInt(16);
            told.add("act " + kind + " on " + (hosts.indexOf(host) + 1));
            mayRefuse(
                    world,
                    3,
                    Operation.UPLOAD,
                    Operation.DOWNLOAD,
                    Operation.DELETE_VOLUME,
                    Operation.ENSURE_VOLUME,
                    Operation.LOOK_ANEW);
            switch (kind) {
                case 0, 1, 2, 3, 4 -> comes();
                case 5, 6, 7, 8 -> act(node -> node.instances.spend(desktop));
                case 9, 10 -> act(node -> node.hosts.drain(host, revision(host), true, TestRegion.TEST));
                case 11, 12 -> act(node -> node.hosts.activate(host, revision(host), TestRegion.TEST));
                case 13 -> cutOffOrBack(world);
                default -> {
                    lost = true;
                    lose(host, world);
                }
            }
        }

        private void comes() {
            act(node -> {
                if (node.instances.of(person, fleet).isEmpty()) {
                    node.instances.makeAtHome(person, fleet, bundle);
                }
            });
            region.jdbc
                    .sql("select id from desktop where person_id = :person order by created_at desc, id limit 1")
                    .param("person", person.objectGuid())
                    .query(UUID.class)
                    .optional()
                    .ifPresent(id -> desktop = new DesktopId(id));
        }

        @Override
        void rested() {
            node.life.during(() -> {
                node.remains.clear();
                node.watch.markDrained();
                region.clock.advance(Duration.ofMinutes(16));
                node.homes.keep();
            });
            assertThat(node.homes.awaitIdle(Duration.ofSeconds(20)))
                    .as("homes, %s", told)
                    .isTrue();
            long running = worlds.values().stream()
                    .mapToLong(world -> world.allMachines().stream()
                            .filter(machine -> isOurs(machine) && world.runs(machine))
                            .count())
                    .sum();
            assertThat(running).as("machines with one home, %s", told).isLessThan(2);
        }

        private boolean isOurs(MachineId machine) {
            return region.rows.find(new DesktopId(machine.value())).isPresent();
        }

        @Override
        void check(String told) {
            List<Kept> homes = node.homeDesk.of(fleet, 1000);
            Map<HostId, Set<VolumeName>> beside = beside();
            String what = told + "; " + homes + "; " + beside;
            assertThat(homes.stream().filter(Kept::present)).as(what).hasSize(1);
            assertThat(lost || homes.size() == 1).as(what).isTrue();
            for (String path : written) {
                assertThat(homes).as("%s is somewhere, %s", path, what).anyMatch(home -> holds(home, path));
            }
            beside.forEach((host, names) -> assertThat(worlds.get(host).allVolumes())
                    .as("whole copies, %s", what)
                    .containsKeys(names.toArray(VolumeName[]::new)));
            nothingElseIsThere(homes, beside, what);
        }

        private boolean holds(Kept home, String path) {
            SimulatedWorld world = worlds.get(home.host());
            var volume = new VolumeName(home.volume());
            return world != null
                    && world.allVolumes().containsKey(volume)
                    && path.equals(world.files(volume).get(path));
        }

        /** Whole copies, by host. */
        private Map<HostId, Set<VolumeName>> beside() {
            return region
                    .jdbc
                    .sql("select host_id, id from home_volume where state = 'WHOLE'")
                    .query((row, number) -> Map.entry(
                            new HostId(row.getObject("host_id", UUID.class)),
                            HomeVolume.name(row.getObject("id", UUID.class))))
                    .list()
                    .stream()
                    .collect(Collectors.groupingBy(
                            Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toSet())));
        }

        /** An empty volume of 1 MiB may be, whose host fell silent while the pools were compared. */
        private void nothingElseIsThere(List<Kept> homes, Map<HostId, Set<VolumeName>> beside, String what) {
            Set<VolumeName> named = new HashSet<>();
            homes.forEach(home -> named.add(new VolumeName(home.volume())));
            beside.values().forEach(named::addAll);
            for (SimulatedWorld world : worlds.values()) {
                assertThat(world.allVolumes().keySet().stream()
                                .filter(name -> name.value().startsWith("home-"))
                                .filter(name -> !name.value().endsWith("-probe")))
                        .as("volumes on %s, %s", world.name(), what)
                        .isSubsetOf(named);
            }
        }
    }
}
