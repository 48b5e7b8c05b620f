package dev.berth.broker.desktop;

import static dev.berth.hypervisor.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.directory.PersonId;
import dev.berth.hypervisor.simulated.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation of a desktop's life, with brokers that are killed with -9 at random lines and hosts that refuse in the
 * middle. Whatever happens, the desktop ends where it may, and what a person wrote is on its user volume or on a snapshot
 * that is listed.
 */
class LifecycleKilledTest {

    private static final int SEEDS = Integer.getInteger("berth.lifecycle.seeds", 120);
    private static final TestRegion.Server SERVER = TestRegion.Server.fresh();
    private static final Set<DesktopState> FINAL = EnumSet.of(
            DesktopState.AVAILABLE,
            DesktopState.STOPPED,
            DesktopState.SUSPENDED,
            DesktopState.ADMIN_MAINTENANCE,
            DesktopState.ERROR,
            DesktopState.TERMINATED);

    @TempDir
    Path folder;

    @Test
    void whatAPersonWroteOutlivesEveryOperationAndEveryKill() {
        for (int seed = 1; seed <= SEEDS; seed++) {
            try (var region = new TestRegion(folder, SERVER)) {
                var history = new History(region, new Random(seed));
                for (int i = 0; i < 10; i++) {
                    history.write(i);
                    history.randomAct();
                }
                history.converge();
                history.check("seed " + seed + ": " + history.told);
            }
        }
    }

    private static final class History {

        final TestRegion region;
        final Random random;
        final Bundle bundle;
        final Bundle other;
        final PersonId person;
        final DesktopId desktop;
        final List<String> told = new ArrayList<>();
        final List<String> written = new ArrayList<>();
        TestNode node;
        int kills;

        History(TestRegion region, Random random) {
            this.region = region;
            this.random = random;
            bundle = region.bundle(random.nextInt(3) == 0 ? RunningMode.MANUAL : RunningMode.AUTO_STOP);
            other = region.bundle(RunningMode.AUTO_STOP);
            person = region.person();
            node = region.node();
            region.addHost(node);
            desktop = node.desktops.open(person, bundle).id();
            region.settle(node);
            begin(nextLife());
        }

        void begin(Life life) {
            node.close();
            node = region.node(life, TestRegion.settings());
        }

        Life nextLife() {
            return Life.endingAt(1 + random.nextInt(60));
        }

        /** A file that is never changed again; only where somebody could have written it. */
        void write(int number) {
            Desktop now = region.rows.find(desktop).orElseThrow();
            if (now.state() == DesktopState.AVAILABLE) {
                String path = "/home/person/file-" + number;
                region.world.write(VolumeNames.user(now), path, path);
                written.add(path);
            }
        }

        void randomAct() {
            int kind = random.nextInt(15);
            told.add("act " + kind);
            if (random.nextInt(4) == 0) {
                var operations = List.of(
                        Operation.ENSURE_VOLUME,
                        Operation.DELETE_VOLUME,
                        Operation.SNAPSHOT,
                        Operation.DEFINE,
                        Operation.START,
                        Operation.REMOVE,
                        Operation.SHUT_DOWN);
                Operation refused = operations.get(random.nextInt(operations.size()));
                told.add("refuses " + refused);
                region.world.faults().refuseNext(refused, 1 + random.nextInt(7));
            }
            switch (kind) {
                case 0, 1 -> act(node -> node.desktops.open(person, currentBundle()));
                case 2 -> act(node -> node.desktops.stop(desktop));
                case 3 -> act(node -> node.lifecycle.rebuild(desktop, Optional.empty()));
                case 4 -> act(node -> node.lifecycle.rebuild(desktop, anySnapshot()));
                case 5, 6 -> anySnapshot().ifPresent(from -> act(node -> node.lifecycle.restore(desktop, from)));
                case 7 -> act(node -> node.snapshots.take(desktop));
                case 8 ->
                    act(node ->
                            node.lifecycle.migrate(desktop, currentBundle().equals(bundle) ? other.id() : bundle.id()));
                case 9 -> act(node -> node.lifecycle.suspend(desktop));
                case 10 -> act(node -> node.lifecycle.reinstate(desktop));
                case 11 -> act(node -> node.desktops.terminate(desktop));
                case 12 -> act(node -> node.lifecycle.revive(desktop));
                case 13 ->
                    act(node -> node.lifecycle.changeCompute(
                            desktop,
                            new dev.berth.broker.catalog.Compute(1 + random.nextInt(4), 1024),
                            random.nextBoolean()));
                default -> {
                    region.clock.advance(Duration.ofHours(13));
                    work();
                }
            }
        }

        private Bundle currentBundle() {
            return region.rows.find(desktop).orElseThrow().bundle().equals(other.id()) ? other : bundle;
        }

        private Optional<SnapshotId> anySnapshot() {
            List<Snapshot> ready = snapshots().stream().filter(Snapshot::ready).toList();
            return ready.isEmpty()
                    ? Optional.empty()
                    : Optional.of(ready.get(random.nextInt(ready.size())).id());
        }

        private List<Snapshot> snapshots() {
            return new JdbcSnapshots(region.jdbc, new dev.berth.broker.region.RegionSettings("main")).of(desktop);
        }

        void act(Consumer<TestNode> action) {
            try {
                unlessKilled(() -> action.accept(node));
            } catch (GuardRefusedException | ChangeRefusedException e) {
                told.add("refused");
            }
            work();
        }

        void work() {
            for (int i = 0; i < 100; i++) {
                unlessKilled(node.reconciler::reconcile);
                assertThat(node.reconciler.awaitIdle(Duration.ofSeconds(20)))
                        .as("came to rest, %s", told)
                        .isTrue();
                if (!node.life.isOver()) {
                    return;
                }
                kills++;
                told.add("killed " + node.life.endedAt());
                region.clock.advance(Duration.ofSeconds(16));
                begin(kills < 8 && random.nextBoolean() ? nextLife() : Life.endless());
            }
        }

        private void unlessKilled(Runnable work) {
            try {
                work.run();
            } catch (Life.Killed | RuntimeException e) {
                if (!node.life.isOver()) {
                    throw e;
                }
            }
        }

        void converge() {
            if (node.life.isOver()) {
                work();
            }
            region.world.faults().clear();
            begin(Life.endless());
            for (int i = 0; i < 12; i++) {
                region.clock.advance(Duration.ofSeconds(40));
                work();
            }
            node.sweep.sweep();
            within(
                    Duration.ofSeconds(10),
                    "all claims are given back: " + told,
                    () -> node.reconciler.awaitIdle(Duration.ZERO) && claims() == 0);
        }

        private int claims() {
            return region.jdbc
                    .sql("select count(*) from desktop where claim is not null")
                    .query(Integer.class)
                    .single();
        }

        void check(String what) {
            for (Desktop living : region.rows.list(DesktopFilter.ALL, Page.first(100))) {
                assertThat(living.state()).as(what).isIn(FINAL);
                assertThat(living.agenda().exchange()).as(what).isNull();
            }
            Desktop end = region.rows.find(desktop).orElseThrow();
            assertThat(end.state()).as(what).isIn(FINAL);
            var volumes = region.world.allVolumes();
            var kept = new ArrayList<>(List.of(VolumeNames.user(end)));
            snapshots().stream().filter(Snapshot::ready).map(Snapshot::user).forEach(kept::add);
            assertThat(volumes).as("the user volume, %s", what).containsKey(kept.getFirst());
            for (String path : written) {
                assertThat(kept.stream()
                                .filter(volumes::containsKey)
                                .anyMatch(volume ->
                                        path.equals(region.world.files(volume).get(path))))
                        .as("%s is somewhere, %s", path, what)
                        .isTrue();
            }
            assertThat(region.world.openForwards()).as("forwards, %s", what).isZero();
            nothingIsOrphaned(what, end);
        }

        /** Every volume of the desktop is one that a row names; a user volume that was left is one that a row named. */
        private void nothingIsOrphaned(String what, Desktop end) {
            var named = new ArrayList<>(List.of(VolumeNames.user(end), VolumeNames.root(end)));
            snapshots().forEach(snapshot -> named.addAll(List.of(snapshot.root(), snapshot.user())));
            assertThat(region.world.allVolumes().keySet().stream()
                            .filter(name -> name.value().startsWith(desktop.toString()))
                            .filter(name -> !name.value().contains(".kept-")))
                    .as("volumes, %s", what)
                    .isSubsetOf(named);
        }
    }
}
