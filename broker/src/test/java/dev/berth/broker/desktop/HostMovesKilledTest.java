package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostSpec;
import dev.berth.broker.host.HostState;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.simulated.Operation;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
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
        SEEDS.each(folder, SERVER, (region, seed) -> {
            var history = new History(region, new Random(seed));
            for (int i = 0; i < 14; i++) {
                history.write(i);
                history.randomAct();
            }
            history.converge();
            history.check("seed " + seed + ": " + history.told);
        });
    }

    private static final class History extends MortalHistory {

        final Bundle bundle;
        final PersonId person;
        final DesktopId desktop;
        final List<String> written = new ArrayList<>();
        /** The second and the third have one pool. */
        final Map<HostId, SimulatedWorld> worlds = new HashMap<>();

        final Set<SimulatedWorld> cutOff = new HashSet<>();
        final List<HostId> hosts = new ArrayList<>();

        History(TestRegion region, Random random) {
            super(region, random, 10, 80);
            bundle = region.bundle(RunningMode.AUTO_STOP);
            person = region.person();
            SimulatedWorld second = SimulatedWorld.named("region-" + UUID.randomUUID());
            SimulatedWorld third = SimulatedWorld.named("region-" + UUID.randomUUID());
            third.shareStorageOf(second);
            add(region.world, null);
            add(second, "san");
            add(third, "san");
            desktop = node.desktops.open(person, bundle).id();
            region.settle(node);
            begin(nextLife());
        }

        private void add(SimulatedWorld world, String shared) {
            var connection = new HostConnection(URI.create("simulated:" + world.name()), "berth", "127.0.0.1");
            Host host =
                    node.hosts.add(new HostSpec("h" + (worlds.size() + 1), connection, 4, 0, shared), TestRegion.TEST);
            node.watch.ask(host.id());
            worlds.put(host.id(), world);
            hosts.add(host.id());
        }

        void write(int number) {
            Desktop now = region.rows.find(desktop).orElseThrow();
            if (now.state() == DesktopState.AVAILABLE && runsIn().contains(worlds.get(now.placedOn()))) {
                String path = "/home/person/file-" + number;
                worlds.get(now.placedOn()).write(VolumeNames.user(now), path, path);
                written.add(path);
            }
        }

        void randomAct() {
            int kind = random.nextInt(15);
            HostId host = hosts.get(random.nextInt(hosts.size()));
            SimulatedWorld world = worlds.get(host);
            Desktop now = region.rows.find(desktop).orElseThrow();
            told.add("[" + now.state() + " on " + (1 + hosts.indexOf(now.hostOrNull())) + "] act " + kind + " on "
                    + (hosts.indexOf(host) + 1));
            if (random.nextInt(4) == 0) {
                var operations = List.of(
                        Operation.UPLOAD,
                        Operation.DOWNLOAD,
                        Operation.DELETE_VOLUME,
                        Operation.ENSURE_VOLUME,
                        Operation.LOOK_ANEW);
                Operation refused = operations.get(random.nextInt(operations.size()));
                told.add("refuses " + refused);
                world.faults().refuseNext(refused, 1 + random.nextInt(4));
            }
            switch (kind) {
                case 0, 1 -> act(node -> node.desktops.open(person, bundle));
                case 2, 3 -> act(node -> node.desktops.stop(desktop));
                case 4, 5, 6 ->
                    act(node -> node.hosts.drain(host, revision(host), random.nextInt(4) > 0, TestRegion.TEST));
                case 7, 8 -> act(node -> node.hosts.activate(host, revision(host), TestRegion.TEST));
                case 9 -> act(node -> node.desktops.terminate(desktop));
                case 10 -> act(node -> node.lifecycle.revive(desktop));
                case 11 -> act(node -> node.snapshots.take(desktop));
                case 12 -> act(node -> node.lifecycle.rebuild(desktop, Optional.empty()));
                case 13 -> {
                    if (!cutOff.remove(world)) {
                        cutOff.add(world);
                    }
                    world.unreachable(cutOff.contains(world));
                    work();
                }
                default -> lose(host, world);
            }
        }

        /** Whoever says that it is off has seen to it, or says nothing and lets Berth do it. */
        private void lose(HostId host, SimulatedWorld world) {
            boolean off = random.nextBoolean();
            if (off) {
                world.unreachable(false);
                for (MachineId machine : world.allMachines()) {
                    world.powerOffByHand(machine);
                }
                world.unreachable(true);
                cutOff.add(world);
            }
            act(node -> {
                node.watch.ask(host);
                String name = node.hostStore.find(host).orElseThrow().name();
                node.hosts.declareLost(host, revision(host), name, off, TestRegion.TEST);
            });
        }

        private long revision(HostId host) {
            return node.hostStore.find(host).orElseThrow().revision();
        }

        @Override
        boolean isRefusal(RuntimeException e) {
            return super.isRefusal(e) || e instanceof ChangeRefusedException || e instanceof StaleRevisionException;
        }

        @Override
        void pass() {
            hosts.forEach(node.watch::ask);
            region.clock.advance(Duration.ofSeconds(21));
            node.reconciler.reconcile();
        }

        @Override
        void rested() {
            node.life.during(() -> {
                node.remains.clear();
                node.watch.markDrained();
            });
            assertThat(runsIn()).as("runs once, %s", told).hasSizeLessThan(2);
        }

        /** The hosts on which its machine runs, those that are cut off included. */
        private List<SimulatedWorld> runsIn() {
            return worlds.values().stream()
                    .filter(world -> world.runs(new MachineId(desktop.value())))
                    .toList();
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
        void heal() {
            worlds.values().forEach(world -> {
                world.faults().clear();
                world.unreachable(false);
            });
        }

        @Override
        void workToTheEnd() {
            for (int i = 0; i < 12; i++) {
                work();
                for (HostId host : hosts) {
                    if (node.hostStore.find(host).orElseThrow().state() != HostState.ACTIVE) {
                        act(node -> node.hosts.activate(host, revision(host), TestRegion.TEST));
                    }
                }
            }
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
