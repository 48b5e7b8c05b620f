package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.directory.PersonId;
import dev.berth.hypervisor.simulated.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that are killed with -9 at every line of an exchange that is undone, and of the deletion of what was kept. */
class ExchangeKilledTest {

    private static final TestRegion.Server SERVER = TestRegion.Server.fresh();
    private static final String REPORT = "/home/person/report";
    private static final String PROGRAM = "/usr/bin/program";

    @TempDir
    Path folder;

    @Test
    void terminatedAtAnyLineOfAPutBackItComesBackWithItsOwnDisks() {
        assertThat(Life.atEachLine(this::terminatedAt))
                .as("lines that were died at")
                .isGreaterThan(40);
    }

    /** False when the broker lived to the end. */
    private boolean terminatedAt(int line) {
        try (var region = new TestRegion(folder, SERVER)) {
            var scene = new Scene(region);
            Life life = Life.endingAt(line);
            TestNode doomed = region.node(life, TestRegion.settings());
            // Its new machine does not start, so that the exchange is undone; nor does the old one then.
            region.world.faults().refuseNext(Operation.START, 100);
            life.during(() -> doomed.lifecycle.rebuild(scene.desktop, Optional.empty()));
            scene.workUntil(doomed, DesktopState.ERROR);
            boolean killed = life.isOver();
            String what = "killed at line " + line + ", " + life.endedAt();
            region.world.faults().clear();
            region.clock.advance(Duration.ofSeconds(16));
            TestNode next = region.node();
            next.desktops.terminate(scene.desktop);
            region.settle(next, 3, Duration.ofSeconds(31));
            Desktop kept = next.desktop(scene.desktop);
            assertThat(kept.state()).as(what).isEqualTo(DesktopState.TERMINATED);
            assertThat(kept.agenda().exchange()).as(what).isNull();
            next.lifecycle.revive(scene.desktop);
            next.desktops.open(scene.person, scene.bundle);
            region.settle(next, 2, Duration.ofSeconds(31));
            scene.isWhole(next, what);
            next.sweep.sweep();
            scene.isWhole(next, what);
            return killed;
        }
    }

    @Test
    void revivedAtAnyLineOfItsDeletionItIsWholeOrRefused() {
        assertThat(Life.atEachLine(this::revivedAt))
                .as("lines that were died at")
                .isGreaterThan(8);
    }

    private boolean revivedAt(int line) {
        try (var region = new TestRegion(folder, SERVER)) {
            var scene = new Scene(region);
            TestNode first = region.node();
            first.desktops.terminate(scene.desktop);
            region.settle(first);
            region.clock.advance(Duration.ofDays(7).plusSeconds(1));
            Life life = Life.endingAt(line);
            TestNode doomed = region.node(life, TestRegion.settings());
            scene.workUntil(doomed, DesktopState.PENDING);
            region.clock.advance(Duration.ofSeconds(16));
            TestNode next = region.node();
            String what = "killed at line " + line + ", " + life.endedAt();
            // As if the admin had come in time, on a node whose clock is behind.
            region.jdbc
                    .sql("update desktop set kept_until = now() + interval '1 hour' where kept_until is not null")
                    .update();
            boolean revived = scene.revived(next);
            region.settle(next, 3, Duration.ofSeconds(31));
            if (revived) {
                next.desktops.open(scene.person, scene.bundle);
                region.settle(next, 2, Duration.ofSeconds(31));
                scene.isWhole(next, what);
            } else {
                region.clock.advance(Duration.ofHours(2));
                region.settle(next, 2, Duration.ofSeconds(31));
                assertThat(next.desktop(scene.desktop).state()).as(what).isEqualTo(DesktopState.TERMINATED);
                assertThat(region.world.allVolumes().keySet())
                        .as(what)
                        .noneMatch(volume -> volume.value().startsWith(scene.desktop.toString()));
            }
            return life.isOver();
        }
    }

    @Test
    void savedMemoryOutlivesARebuildThatFindsNoRoomAtAnyLine() {
        assertThat(Life.atEachLine(this::roomlessAt))
                .as("lines that were died at")
                .isGreaterThan(20);
    }

    @Test
    void savedMemoryOutlivesARebuildThatIsNotProvenAtAnyLine() {
        assertThat(Life.atEachLine(this::notProvenAt))
                .as("lines that were died at")
                .isGreaterThan(60);
    }

    private boolean roomlessAt(int line) {
        return undoneAt(
                line,
                scene -> {
                    scene.region.world.capacity(16, 512);
                    scene.askHost();
                },
                scene -> {
                    scene.region.world.capacity(16, 64 * 1024);
                    scene.askHost();
                });
    }

    private boolean notProvenAt(int line) {
        return undoneAt(
                line,
                scene -> scene.region.world.faults().refuseNext(Operation.START, 1_000),
                scene -> scene.region.world.faults().clear());
    }

    private boolean undoneAt(int line, Consumer<Scene> hinder, Consumer<Scene> help) {
        try (var region = new TestRegion(folder, SERVER)) {
            var scene = new Scene(region);
            TestNode first = region.node();
            var machine = InASimulatedRegion.machine(first.desktop(scene.desktop));
            var memory = region.world.memory(machine);
            first.desktops.stop(scene.desktop);
            region.settle(first);
            hinder.accept(scene);
            Life life = Life.endingAt(line);
            TestNode doomed = region.node(life, TestRegion.settings());
            life.during(() -> doomed.lifecycle.rebuild(scene.desktop, Optional.empty()));
            scene.workUntil(doomed, DesktopState.STOPPED);
            region.clock.advance(Duration.ofSeconds(16));
            TestNode next = region.node();
            String what = "killed at line " + line + ", " + life.endedAt();
            region.settle(next, 8, Duration.ofSeconds(31));
            assertThat(next.desktop(scene.desktop).state()).as(what).isEqualTo(DesktopState.STOPPED);
            help.accept(scene);
            next.sweep.sweep();
            assertThat(region.world.allVolumes().keySet()).as(what).noneMatch(VolumeNames::isMemory);
            next.desktops.open(scene.person, scene.bundle);
            region.settle(next, 2, Duration.ofSeconds(31));
            scene.isWhole(next, what);
            assertThat(region.world.memory(machine)).as(what).isEqualTo(memory);
            return life.isOver();
        }
    }

    /** Somebody has installed a program and written a report on a desktop that runs. */
    private static final class Scene {

        final TestRegion region;
        private final TestNode node;
        final Bundle bundle;
        final PersonId person;
        final DesktopId desktop;

        Scene(TestRegion region) {
            this.region = region;
            node = region.node();
            region.addHost(node);
            bundle = region.bundle(RunningMode.MANUAL);
            person = region.person();
            desktop = node.desktops.open(person, bundle).id();
            region.settle(node);
            Desktop made = node.desktop(desktop);
            region.world.write(VolumeNames.user(made), REPORT, "mine");
            region.world.write(VolumeNames.root(made), PROGRAM, "installed");
        }

        /** What it has is told by the host itself. */
        void askHost() {
            node.watch.ask(node.hostStore.list().getFirst().id());
        }

        void workUntil(TestNode node, DesktopState end) {
            for (int i = 0; i < 20 && !node.life.isOver(); i++) {
                node.life.during(node.reconciler::reconcile);
                assertThat(node.reconciler.awaitIdle(Duration.ofSeconds(60))).isTrue();
                if (region.rows.find(desktop).orElseThrow().state() == end) {
                    return;
                }
                region.clock.advance(Duration.ofSeconds(31));
            }
        }

        boolean revived(TestNode node) {
            try {
                node.lifecycle.revive(desktop);
                return true;
            } catch (GuardRefusedException e) {
                return false;
            }
        }

        void isWhole(TestNode node, String what) {
            Desktop now = node.desktop(desktop);
            assertThat(now.ready()).as("%s: %s", what, now).isTrue();
            assertThat(region.world.files(VolumeNames.user(now))).as(what).containsEntry(REPORT, "mine");
            assertThat(region.world.files(VolumeNames.root(now))).as(what).containsEntry(PROGRAM, "installed");
        }
    }
}
