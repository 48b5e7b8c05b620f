package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.directory.PersonId;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.VolumeName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A broker that is killed with -9 at any line leaves nothing orphaned, doubled or stuck. A line is before and after each
 * call of a driver, between the effects inside one, and before and after each commit.
 */
class BrokerKilledTest {

    private static final Seeds SEEDS = Seeds.of("broker", 250);
    private static final TestRegion.Server SERVER = TestRegion.Server.fresh();

    @TempDir
    Path folder;

    /** One life of a desktop, killed once at each of its lines in turn. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyLineOfADesktopsLifeCanBeTheLast(boolean withTemplate) {
        int lines = Life.atEachLine(line -> {
            try (var region = new TestRegion(folder, SERVER)) {
                return livesThrough(region, line, withTemplate);
            }
        });
        assertThat(lines).isBetween(40, Life.MOST_LINES - 1);
    }

    private static boolean livesThrough(TestRegion region, int line, boolean withTemplate) {
        var history = new History(region, new Random(line), withTemplate);
        PersonId person = region.person();
        history.begin(Life.endingAt(line));
        history.act(node -> node.desktops.open(person, history.bundle));
        history.act(node -> node.desktops.of(person).forEach(desktop -> {
            if (desktop.ready()) {
                node.desktops.stop(desktop.id());
            }
        }));
        history.act(node -> node.desktops.open(person, history.bundle));
        boolean killed = history.kills > 0 || history.node.life.isOver();
        history.converge();
        history.check("killed at line " + line);
        history.act(node -> node.desktops.of(person).forEach(desktop -> node.desktops.terminate(desktop.id())));
        killed |= history.kills > 0;
        // What was kept goes after its time.
        region.clock.advance(Duration.ofDays(8));
        history.converge();
        history.check("killed at line " + line + ", then terminated");
        return killed;
    }

    /** What people and hosts may do, in any order, with kills at random lines. */
    @Test
    void randomHistoriesWithKillsConverge() {
        SEEDS.each(folder, SERVER, (region, seed) -> {
            var random = new Random(seed);
            var history = new History(region, random, random.nextBoolean());
            history.begin(history.nextLife());
            history.play(8, seed);
        });
    }

    /** What happens to a region, and what must hold of it afterwards. */
    private static final class History extends MortalHistory {

        final Bundle bundle;
        final List<PersonId> people = new ArrayList<>();
        final Map<VolumeName, Long> userVolumes = new HashMap<>();

        History(TestRegion region, Random random, boolean withTemplate) {
            super(region, random, 6, 90);
            bundle = region.bundle(random.nextInt(4) == 0 ? RunningMode.MANUAL : RunningMode.AUTO_STOP);
            region.addHost(node);
            if (withTemplate) {
                node.templates.keepOn(node.hostStore.list().getFirst());
            }
            for (int i = 0; i < 3; i++) {
                people.add(region.person());
            }
        }

        @Override
        void rested() {
            if (!node.life.isOver()) {
                noteUserVolumes();
            }
        }

        @Override
        void step(int number) {
            PersonId person = people.get(random.nextInt(people.size()));
            int kind = random.nextInt(11);
            told.add("act " + kind);
            switch (kind) {
                case 0, 1, 2 -> act(node -> node.desktops.open(person, bundle));
                case 3 -> act(node -> each(node, person, desktop -> node.desktops.stop(desktop.id())));
                case 4 -> act(node -> each(node, person, desktop -> node.desktops.reboot(desktop.id())));
                case 5 -> act(node -> each(node, person, desktop -> node.desktops.terminate(desktop.id())));
                case 6 -> {
                    act(node -> each(node, person, desktop -> node.desktops.released(desktop.id())));
                    region.clock.advance(Duration.ofMinutes(61));
                    work();
                }
                case 7 -> byHand(region.world::powerOffByHand);
                case 8 -> byHand(region.world::destroyByHand);
                case 9 -> byHand(region.world::crash);
                default -> byHand(region.world::spoilSavedState);
            }
        }

        private void byHand(Consumer<MachineId> deed) {
            var machines = region.world.allMachines();
            if (!machines.isEmpty()) {
                deed.accept(machines.get(random.nextInt(machines.size())));
            }
            work();
        }

        private static void each(TestNode node, PersonId person, Consumer<Desktop> action) {
            node.desktops.of(person).forEach(action);
        }

        @Override
        void workToTheEnd() {
            for (int i = 0; i < 5; i++) {
                region.clock.advance(Duration.ofSeconds(40));
                work();
            }
        }

        private void noteUserVolumes() {
            for (PersonId person : people) {
                for (Desktop desktop : region.rows.of(person)) {
                    var volume = region.world.allVolumes().get(VolumeNames.user(desktop));
                    if (desktop.times().firstReady() != null && volume != null) {
                        userVolumes.putIfAbsent(volume.name(), volume.born());
                    }
                }
            }
        }

        @Override
        void check(String what) {
            List<Desktop> living = region.rows.list(DesktopFilter.ALL, Page.first(100));
            var terminated = region.rows.list(
                    new DesktopFilter(null, DesktopState.TERMINATED, null, null, null), Page.first(100));
            for (Desktop desktop : living) {
                check(what, desktop);
            }
            assertThat(region.world.allMachines())
                    .as("machines, %s", what)
                    .isSubsetOf(living.stream()
                            .map(desktop -> new MachineId(desktop.id().value()))
                            .toList());
            assertThat(region.world.allVolumes().keySet())
                    .as("volumes of the terminated, %s", what)
                    .noneMatch(name -> terminated.stream()
                            .filter(desktop -> desktop.times().keptUntil() == null)
                            .anyMatch(desktop ->
                                    name.value().startsWith(desktop.id().toString())));
            assertThat(region.world.openForwards()).as("forwards, %s", what).isZero();
            assertThat(claims()).as("claims, %s", what).isZero();
        }

        private void check(String what, Desktop desktop) {
            assertThat(desktop.state())
                    .as("%s of %s", what, desktop)
                    .isEqualTo(
                            switch (desktop.condition().wanted()) {
                                case RUNNING -> DesktopState.AVAILABLE;
                                case STOPPED -> DesktopState.STOPPED;
                                case SUSPENDED -> DesktopState.SUSPENDED;
                                case TERMINATED -> DesktopState.TERMINATED;
                            });
            assertThat(desktop.condition().holdsRoom())
                    .as("room, %s of %s", what, desktop)
                    .isEqualTo(desktop.ready());
            var volumes = region.world.allVolumes();
            if (desktop.times().firstReady() != null) {
                var user = volumes.get(VolumeNames.user(desktop));
                assertThat(user).as("user volume, %s of %s", what, desktop).isNotNull();
                assertThat(user.born())
                        .as("user volume kept, %s of %s", what, desktop)
                        .isEqualTo(userVolumes.getOrDefault(user.name(), user.born()));
            }
        }
    }
}
