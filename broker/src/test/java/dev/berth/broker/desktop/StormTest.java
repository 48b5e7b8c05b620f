package dev.berth.broker.desktop;

import static dev.berth.hypervisor.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.simulated.Operation;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A morning: two thousand people open their desktops on twenty hosts, while hosts fail, the database goes away for a minute,
 * and one of two nodes is killed.
 */
@Tag("lifecycle")
class StormTest {

    private static final int HOSTS = 20;
    private static final int PEOPLE = 2_000;
    private static final int EARLY_BIRDS = 100;
    private static final int HOST_MEMORY_MIB = 128 * 1024;
    private static final Duration EVERYBODY_WITHIN = Duration.ofMinutes(5);
    private static final Duration DATABASE_AWAY = Duration.ofMinutes(1);
    private static final int PAGE = 500;
    private static final int LINES_BEFORE_THE_KILL = 12_000;

    @TempDir
    Path folder;

    private final Map<HostId, SimulatedWorld> worlds = new HashMap<>();
    private final List<TestNode> nodes = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean over;

    @Test
    void morningStormServesEverybodyOnceWhateverFails() {
        try (var region = new TestRegion(folder)) {
            region.clock.tick();
            TestNode first = begin(region, Life.endless());
            for (int i = 0; i < HOSTS; i++) {
                addHost(region, first);
            }
            Bundle bundle = region.bundle(RunningMode.AUTO_STOP);
            Map<DesktopId, UUID> early = earlyBirds(region, first, bundle);

            TestNode mortal = begin(region, Life.endingAt(LINES_BEFORE_THE_KILL));
            List<PersonId> people = new ArrayList<>();
            for (int i = 0; i < PEOPLE; i++) {
                people.add(region.person());
            }
            long began = System.nanoTime();
            people.forEach(person -> threads.execute(() -> opens(person, bundle)));
            var failing = List.copyOf(worlds.values()).subList(0, 3);
            within(EVERYBODY_WITHIN, "the storm has begun", () -> ready(region) > EARLY_BIRDS + PEOPLE / 20);
            failing.forEach(world -> world.unreachable(true));
            within(EVERYBODY_WITHIN, "a node is dead", mortal.life::isOver);
            begin(region, Life.endless());
            nodes.forEach(node -> node.database.lost(true));
            LockSupport.parkNanos(DATABASE_AWAY.toNanos());
            nodes.forEach(node -> node.database.lost(false));
            failing.forEach(world -> world.unreachable(false));
            within(
                    EVERYBODY_WITHIN.minusNanos(System.nanoTime() - began),
                    "everybody has a desktop that runs",
                    () -> ready(region) == PEOPLE + EARLY_BIRDS);
            System.out.printf(
                    "%d desktops on %d hosts ran after %d s, %d s of which without a database%n",
                    PEOPLE, HOSTS, Duration.ofNanos(System.nanoTime() - began).toSeconds(), DATABASE_AWAY.toSeconds());
            within(Duration.ofSeconds(120), "all claims are given back", () -> claims(region) == 0);
            over = true;
            nodes.stream()
                    .filter(node -> !node.life.isOver())
                    .forEach(node -> assertThat(node.reconciler.awaitIdle(Duration.ofSeconds(60)))
                            .isTrue());
            check(region, early);
        } finally {
            over = true;
            threads.shutdownNow();
        }
    }

    private TestNode begin(TestRegion region, Life life) {
        TestNode node = region.node(life, TestRegion.settings());
        nodes.add(node);
        threads.execute(() -> {
            while (!over && !life.isOver()) {
                unlessItFails(() -> {
                    node.watch.refresh();
                    node.reconciler.reconcile();
                    node.reconciler.renewClaims();
                });
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            }
        });
        return node;
    }

    private void addHost(TestRegion region, TestNode node) {
        var world = SimulatedWorld.named("region-" + UUID.randomUUID());
        world.capacity(64, HOST_MEMORY_MIB);
        for (Operation slow : List.of(Operation.START, Operation.ENSURE_VOLUME)) {
            world.faults().delay(slow, Duration.ofMillis(50));
        }
        Host host = region.addHost(node, world);
        worlds.put(host.id(), world);
    }

    /** People who are at work already, each with what their machine holds in memory. */
    private Map<DesktopId, UUID> earlyBirds(TestRegion region, TestNode node, Bundle bundle) {
        for (int i = 0; i < EARLY_BIRDS; i++) {
            node.desktops.open(region.person(), bundle);
        }
        within(Duration.ofSeconds(120), "the early birds are in", () -> ready(region) == EARLY_BIRDS);
        Map<DesktopId, UUID> memories = new HashMap<>();
        for (Desktop desktop : all(region)) {
            region.beginSession(desktop);
            memories.put(desktop.id(), world(desktop).memory(machine(desktop)));
        }
        return memories;
    }

    /** Clicks until it worked, as people do. */
    private void opens(PersonId person, Bundle bundle) {
        var random = new Random(person.hashCode());
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(20_000)).toNanos());
        boolean opened = false;
        while (!opened && !over) {
            TestNode node = nodes.get(random.nextInt(nodes.size()));
            opened = unlessItFails(() -> {
                Desktop desktop = node.desktops.open(person, bundle);
                node.reconciler.nudge(desktop.id());
            });
            if (!opened) {
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            }
        }
    }

    /** A node that is dead or has no database fails, which is what this test is about. */
    private static boolean unlessItFails(Runnable work) {
        try {
            work.run();
            return true;
        } catch (Life.Killed | RuntimeException e) {
            return false;
        }
    }

    private void check(TestRegion region, Map<DesktopId, UUID> early) {
        List<Desktop> all = all(region);
        assertThat(all).hasSize(PEOPLE + EARLY_BIRDS).allMatch(Desktop::ready);
        Set<PersonId> owners = new HashSet<>();
        Map<HostId, Set<MachineId>> rows = new HashMap<>();
        for (Desktop desktop : all) {
            assertThat(owners.add(desktop.person())).as("one each, %s", desktop).isTrue();
            assertThat(desktop.condition().holdsRoom())
                    .as("room of %s", desktop)
                    .isTrue();
            rows.computeIfAbsent(desktop.placedOn(), host -> new HashSet<>()).add(machine(desktop));
        }
        for (Map.Entry<HostId, SimulatedWorld> host : worlds.entrySet()) {
            Set<MachineId> mine = rows.getOrDefault(host.getKey(), Set.of());
            assertThat(host.getValue().allMachines())
                    .as("every machine is where its row says, and nowhere else")
                    .containsExactlyInAnyOrderElementsOf(mine);
            assertThat(mine.size() * 1024).as("memory of a host").isLessThanOrEqualTo(HOST_MEMORY_MIB);
            assertThat(host.getValue().allVolumes().keySet().stream()
                            .flatMap(volume -> VolumeNames.desktopOf(volume).stream())
                            .map(id -> new MachineId(id.value())))
                    .as("no volume without its machine")
                    .allMatch(mine::contains);
        }
        for (Desktop desktop : all) {
            UUID memory = early.get(desktop.id());
            if (memory != null) {
                assertThat(world(desktop).memory(machine(desktop)))
                        .as("who was at work stayed at work, %s", desktop)
                        .isEqualTo(memory);
                assertThat(desktop.inUse()).isTrue();
            }
        }
    }

    private static List<Desktop> all(TestRegion region) {
        List<Desktop> all = new ArrayList<>();
        while (all.size() % PAGE == 0 && all.addAll(region.rows.list(DesktopFilter.ALL, new Page(all.size(), PAGE)))) {}
        return all;
    }

    private SimulatedWorld world(Desktop desktop) {
        return worlds.get(desktop.placedOn());
    }

    private static MachineId machine(Desktop desktop) {
        return new MachineId(desktop.id().value());
    }

    private static int ready(TestRegion region) {
        return count(region, "state = 'AVAILABLE'");
    }

    private static int claims(TestRegion region) {
        return count(region, "claim is not null");
    }

    private static int count(TestRegion region, String where) {
        return region.jdbc
                .sql("select count(*) from desktop where " + where)
                .query(Integer.class)
                .single();
    }
}
