package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.hypervisor.simulated.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rebuild, restore and migrate: a desktop gets other disks, and nothing that a person made is lost. */
class ExchangeTest extends InASimulatedRegion {

    private static final String REPORT = "/home/person/report";
    private static final String PROGRAM = "/usr/bin/program";

    @Test
    void rebuildTakesANewRootAndKeepsTheHome() {
        Desktop desktop = working();
        node.lifecycle.rebuild(desktop.id(), Optional.empty());
        assertThat(now(desktop).state()).isEqualTo(DesktopState.REBUILDING);
        region.settle(node);
        Desktop after = now(desktop);
        assertThat(after.ready()).isTrue();
        assertThat(after.agenda().exchange()).isNull();
        assertThat(region.world.files(userVolume(after))).containsEntry(REPORT, "mine");
        assertThat(region.world.files(VolumeNames.root(after))).doesNotContainKey(PROGRAM);
        assertThat(node.snapshots.of(desktop.id())).singleElement().satisfies(kept -> {
            assertThat(kept.kind()).isEqualTo(SnapshotKind.BEFORE_REBUILD);
            assertThat(region.world.files(kept.root())).containsEntry(PROGRAM, "installed");
            assertThat(region.world.files(kept.user())).containsEntry(REPORT, "mine");
        });
    }

    @Test
    void rebuildFromAnOlderSnapshotKeepsWhatWasWrittenSince() {
        Desktop desktop = working();
        SnapshotId snapshot = node.snapshots.take(desktop.id());
        region.settle(node);
        region.world.write(userVolume(desktop), REPORT, "newer");
        node.lifecycle.rebuild(desktop.id(), Optional.of(snapshot));
        region.settle(node);
        assertThat(region.world.files(userVolume(now(desktop)))).containsEntry(REPORT, "mine");
        assertThat(node.snapshots.of(desktop.id()))
                .filteredOn(kept -> kept.kind() == SnapshotKind.BEFORE_REBUILD)
                .singleElement()
                .satisfies(kept -> assertThat(region.world.files(kept.user())).containsEntry(REPORT, "newer"));
    }

    @Test
    void restoreBringsBothVolumesBackAndCanItselfBeTakenBack() {
        Desktop desktop = working();
        SnapshotId snapshot = node.snapshots.take(desktop.id());
        region.settle(node);
        region.world.write(userVolume(desktop), REPORT, "spoiled");
        region.world.write(VolumeNames.root(desktop), PROGRAM, "broken");
        node.lifecycle.restore(desktop.id(), snapshot);
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
        assertThat(region.world.files(userVolume(now(desktop)))).containsEntry(REPORT, "mine");
        assertThat(region.world.files(VolumeNames.root(now(desktop)))).containsEntry(PROGRAM, "installed");
        Snapshot before = node.snapshots.of(desktop.id()).stream()
                .filter(kept -> kept.kind() == SnapshotKind.BEFORE_RESTORE)
                .findFirst()
                .orElseThrow();
        node.lifecycle.restore(desktop.id(), before.id());
        region.settle(node);
        assertThat(region.world.files(userVolume(now(desktop)))).containsEntry(REPORT, "spoiled");
        assertThat(region.world.files(VolumeNames.root(now(desktop)))).containsEntry(PROGRAM, "broken");
    }

    @Test
    void desktopThatWasOffGoesOffAgain() {
        Desktop desktop = working();
        node.desktops.stop(desktop.id());
        region.settle(node);
        node.lifecycle.rebuild(desktop.id(), Optional.empty());
        region.settle(node);
        assertThat(now(desktop).state()).isEqualTo(DesktopState.STOPPED);
        assertThat(region.world.files(userVolume(now(desktop)))).containsEntry(REPORT, "mine");
        node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
    }

    @Test
    void rebuildThatCannotMakeItsDisksLeavesTheSavedMemory() {
        Desktop desktop = working();
        var memory = region.world.memory(machine(desktop));
        node.desktops.stop(desktop.id());
        region.settle(node);
        region.world.faults().refuseNext(Operation.ENSURE_VOLUME, 100);
        node.lifecycle.rebuild(desktop.id(), Optional.empty());
        region.settle(node, 8, Duration.ofSeconds(31));
        region.world.faults().clear();
        assertThat(now(desktop).state()).isEqualTo(DesktopState.STOPPED);
        assertThat(now(desktop).reason().orElseThrow()).startsWith("It could not be rebuilt, and is as it was before:");
        assertThat(now(desktop).condition().power()).isEqualTo(Power.SAVED);
        node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
        assertThat(region.world.memory(machine(desktop))).isEqualTo(memory);
        assertThat(keptDisks(desktop)).isEmpty();
    }

    @Test
    void migrationBringsTheHomeToTheOtherBundle() {
        Desktop desktop = working();
        Bundle other = region.bundle(RunningMode.MANUAL);
        node.lifecycle.migrate(desktop.id(), other.id());
        region.settle(node);
        Desktop after = now(desktop);
        assertThat(after.ready()).isTrue();
        assertThat(after.bundle()).isEqualTo(other.id());
        assertThat(after.blueprint().running().mode()).isEqualTo(RunningMode.MANUAL);
        assertThat(region.world.files(userVolume(after))).containsEntry(REPORT, "mine");
    }

    @Test
    void migrationWhoseGuestDoesNotComeUpIsUndoneAndSaid() {
        Desktop desktop = working();
        Bundle other = region.bundle(RunningMode.MANUAL);
        region.world.agentsRunAfterBoot(false);
        node.lifecycle.migrate(desktop.id(), other.id());
        tick(2);
        region.world.agentsRunAfterBoot(true);
        region.clock.advance(Duration.ofMinutes(6));
        region.settle(node, 3, Duration.ofSeconds(5));
        Desktop after = now(desktop);
        assertThat(after.bundle()).isEqualTo(bundle.id());
        assertThat(after.ready()).isTrue();
        assertThat(after.reason().orElseThrow()).startsWith("It could not be migrated, and is as it was before:");
        assertThat(userVolume(after)).isEqualTo(userVolume(desktop));
        assertThat(region.world.files(userVolume(after))).containsEntry(REPORT, "mine");
        assertThat(region.world.files(VolumeNames.root(after))).containsEntry(PROGRAM, "installed");
        assertThat(keptDisks(desktop)).isEmpty();
        assertThat(after.blueprint().disks().last())
                .isGreaterThan(desktop.blueprint().disks().last());
    }

    @Test
    void migrationIsRefusedWhereThePersonHasOneOfThatBundle() {
        Desktop desktop = working();
        Bundle other = region.bundle(RunningMode.MANUAL);
        node.desktops.open(person, other);
        assertThatThrownBy(() -> node.lifecycle.migrate(desktop.id(), other.id()))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("has a desktop of bundle");
        assertThatThrownBy(() -> node.lifecycle.migrate(desktop.id(), bundle.id()))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("already");
    }

    @Test
    void othersSnapshotsAreNotThere() {
        Desktop desktop = working();
        SnapshotId snapshot = node.snapshots.take(desktop.id());
        region.settle(node);
        person = region.person();
        Desktop other = running();
        assertThatThrownBy(() -> node.lifecycle.restore(other.id(), snapshot)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void unreachableHostMakesItWaitAndLosesNothing() {
        Desktop desktop = working();
        node.lifecycle.rebuild(desktop.id(), Optional.empty());
        region.world.unreachable(true);
        region.settle(node, 20, Duration.ofSeconds(31));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.REBUILDING);
        region.world.unreachable(false);
        region.settle(node, 3, Duration.ofSeconds(31));
        assertThat(now(desktop).ready()).isTrue();
        assertThat(region.world.files(userVolume(now(desktop)))).containsEntry(REPORT, "mine");
    }

    @Test
    void terminatedInTheMiddleOfARebuildItCanBeRevivedWithItsHome() {
        Desktop desktop = working();
        region.world.faults().refuseNext(Operation.ENSURE_VOLUME, 1);
        node.lifecycle.rebuild(desktop.id(), Optional.empty());
        region.settle(node);
        node.desktops.terminate(desktop.id());
        region.settle(node, 2, Duration.ofSeconds(31));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.TERMINATED);
        node.lifecycle.revive(desktop.id());
        node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
        assertThat(region.world.files(userVolume(now(desktop)))).containsEntry(REPORT, "mine");
    }

    /** Somebody has installed a program and written a report. */
    private Desktop working() {
        Desktop desktop = running();
        region.world.write(userVolume(desktop), REPORT, "mine");
        region.world.write(VolumeNames.root(desktop), PROGRAM, "installed");
        return desktop;
    }

    /** Lets the node take steps without waiting for it to rest: a guest that does not come up keeps it busy. */
    private void tick(int seconds) {
        node.reconciler.reconcile();
        assertThat(node.reconciler.awaitIdle(Duration.ofSeconds(seconds))).isFalse();
    }

    /** A regular snapshot may have come due meanwhile: each desktop has a turn of its own. */
    private List<Snapshot> keptDisks(Desktop desktop) {
        return node.snapshots.of(desktop.id()).stream()
                .filter(kept -> kept.kind() != SnapshotKind.SCHEDULED)
                .toList();
    }
}
