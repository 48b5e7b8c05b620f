package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation of a desktop's life, with brokers that are killed with -9 at random lines and hosts that refuse in the
 * middle. Whatever happens, the desktop ends where it may, and what a person wrote is on its user volume or on a snapshot
 * that is listed.
 */
class LifecycleKilledTest {

    private static final Seeds SEEDS = Seeds.of("lifecycle", 120);
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
        SEEDS.each(folder, SERVER, (region, seed) -> new History(region, new Random(seed)).play(10, seed));
    }

    private static final class History extends MortalHistory {

        final Bundle bundle;
        final Bundle other;
        final PersonId person;
        final DesktopId desktop;
        final List<String> written = new ArrayList<>();

        History(TestRegion region, Random random) {
            super(region, random, 8, 60);
            bundle = region.bundle(random.nextInt(3) == 0 ? RunningMode.MANUAL : RunningMode.AUTO_STOP);
            other = region.bundle(RunningMode.AUTO_STOP);
            person = region.person();
            region.addHost(node);
            desktop = node.desktops.open(person, bundle).id();
            region.settle(node);
            begin(nextLife());
        }

        @Override
        void step(int number) {
            write(number);
            randomAct();
        }

        /** A file that is never changed again; only where somebody could have written it. */
        private void write(int number) {
            Desktop now = region.rows.find(desktop).orElseThrow();
            if (now.state() == DesktopState.AVAILABLE) {
                String path = "/home/person/file-" + number;
                region.world.write(VolumeNames.user(now), path, path);
                written.add(path);
            }
        }

        private void randomAct() {
            int kind = random.nextInt(20);
            told.add("act " + kind);
            mayRefuse(
                    region.world,
                    7,
                    Operation.ENSURE_VOLUME,
                    Operation.DELETE_VOLUME,
                    Operation.SNAPSHOT,
                    Operation.DEFINE,
                    Operation.START,
                    Operation.REMOVE,
                    Operation.REBOOT,
                    Operation.GROW_VOLUME,
                    Operation.SHUT_DOWN);
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
                            desktop, new Compute(1 + random.nextInt(4), 1024), random.nextBoolean()));
                case 14 -> act(node -> node.desktops.reboot(desktop));
                case 15 -> act(node -> node.lifecycle.hold(desktop));
                case 16 -> act(node -> node.lifecycle.letGo(desktop));
                case 17 -> act(node -> node.lifecycle.grow(desktop, null, userMib() + 64));
                case 18 ->
                    act(node -> node.lifecycle.changeMode(
                            desktop, new RunningPolicy(RunningMode.values()[random.nextInt(3)], 60)));
                default -> {
                    region.clock.advance(Duration.ofHours(13));
                    work();
                }
            }
        }

        private Bundle currentBundle() {
            return region.rows.find(desktop).orElseThrow().bundle().equals(other.id()) ? other : bundle;
        }

        private long userMib() {
            return region.rows.find(desktop).orElseThrow().blueprint().disks().userMib();
        }

        private Optional<SnapshotId> anySnapshot() {
            List<Snapshot> ready =
                    snapshots(desktop).stream().filter(Snapshot::ready).toList();
            return ready.isEmpty()
                    ? Optional.empty()
                    : Optional.of(ready.get(random.nextInt(ready.size())).id());
        }

        @Override
        boolean isRefusal(RuntimeException e) {
            return super.isRefusal(e) || e instanceof ChangeRefusedException;
        }

        @Override
        void workToTheEnd() {
            for (int i = 0; i < 12; i++) {
                region.clock.advance(Duration.ofSeconds(40));
                work();
            }
        }

        @Override
        void check(String what) {
            for (Desktop living : region.rows.list(DesktopFilter.ALL, Page.first(100))) {
                assertThat(living.state()).as(what).isIn(FINAL);
                assertThat(living.agenda().exchange()).as(what).isNull();
            }
            Desktop end = region.rows.find(desktop).orElseThrow();
            assertThat(end.state()).as(what).isIn(FINAL);
            var volumes = region.world.allVolumes();
            var kept = kept(end);
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
            assertThat(volumesOf(desktop, region.world)).as("volumes, %s", what).isSubsetOf(named(end));
        }
    }
}
