package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.simulated.Operation;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Snapshots as they come and go. */
class SnapshotsTest extends InASimulatedRegion {

    @Test
    void desktopThatRunsIsCopiedTwiceADayAndOneThatIsOffIsNot() {
        Desktop desktop = running();
        region.beginSession(desktop);
        region.settle(node, 1, Duration.ofHours(11));
        assertThat(node.snapshots.of(desktop.id())).isEmpty();
        region.settle(node, 1, Duration.ofHours(2));
        assertThat(node.snapshots.of(desktop.id())).singleElement().satisfies(snapshot -> {
            assertThat(snapshot.kind()).isEqualTo(SnapshotKind.SCHEDULED);
            assertThat(snapshot.state()).isEqualTo(SnapshotState.READY);
            assertThat(snapshot.standsOn()).isNull();
        });
        region.settle(node, 1, Duration.ofHours(12));
        assertThat(node.snapshots.of(desktop.id())).hasSize(2);
        region.endSessions();
        node.desktops.stop(desktop.id());
        region.settle(node, 4, Duration.ofHours(12));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.STOPPED);
        assertThat(node.snapshots.of(desktop.id())).hasSize(2);
    }

    @Test
    void snapshotThatIsDueIsTakenBeforeTheTimerSaves() {
        Desktop desktop = running();
        region.beginSession(desktop);
        region.settle(node, 1, Duration.ofHours(11));
        region.endSessions();
        node.desktops.released(desktop.id());
        region.settle(node, 1, Duration.ofMinutes(61));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.STOPPED);
        assertThat(node.snapshots.of(desktop.id())).hasSize(1);
    }

    @Test
    void incrementsStandOnEachOtherForAWeekAndThenAWholeOneIsTaken() {
        Desktop desktop = running();
        region.beginSession(desktop);
        region.settle(node, 20, Duration.ofHours(12));
        List<Snapshot> all = node.snapshots.of(desktop.id());
        assertThat(all).extracting(Snapshot::state).doesNotContain(SnapshotState.FAILED, SnapshotState.MAKING);
        assertThat(all).filteredOn(one -> one.standsOn() == null).hasSizeBetween(1, 2);
        assertThat(all.getFirst().standsOn()).isEqualTo(all.get(1).id());
    }

    @Test
    void whatIsKeptNoLongerGoesOnceNoneStandsOnIt() {
        Desktop desktop = running();
        region.beginSession(desktop);
        region.settle(node, 120, Duration.ofHours(12));
        List<Snapshot> all = node.snapshots.of(desktop.id());
        long ready = all.stream().filter(Snapshot::ready).count();
        assertThat(ready).isBetween(10L, 14L);
        // A chain is a week long: what waits for the one above it is no more than that for each week that is kept.
        assertThat(all).hasSizeLessThan(14 + 5 * 15);
        Set<VolumeName> named = new HashSet<>();
        all.forEach(snapshot -> named.addAll(List.of(snapshot.root(), snapshot.user())));
        assertThat(region.world.allVolumes().keySet().stream()
                        .filter(name -> name.value().contains("-snap-")))
                .containsExactlyInAnyOrderElementsOf(named);
    }

    @Test
    void snapshotOnDemandIsTakenOfWhatRunsAndOfWhatIsOff() {
        Desktop desktop = running();
        region.world.write(userVolume(desktop), "/home/person/report", "first");
        SnapshotId first = node.snapshots.take(desktop.id());
        region.settle(node);
        node.desktops.stop(desktop.id());
        region.settle(node);
        SnapshotId second = node.snapshots.take(desktop.id());
        region.settle(node);
        assertThat(node.snapshots.of(desktop.id()))
                .allMatch(Snapshot::ready)
                .extracting(Snapshot::id)
                .containsExactlyInAnyOrder(first, second);
        assertThat(node.snapshots.of(desktop.id()))
                .allSatisfy(snapshot ->
                        assertThat(region.world.files(snapshot.user())).containsEntry("/home/person/report", "first"));
    }

    @Test
    void secondSnapshotWaitsForTheFirst() {
        Desktop desktop = running();
        node.snapshots.take(desktop.id());
        assertThatThrownBy(() -> node.snapshots.take(desktop.id()))
                .isInstanceOf(GuardRefusedException.class)
                .hasMessageContaining("being taken already");
    }

    @Test
    void snapshotThatFailsSaysSoAndLeavesTheDesktopAlone() {
        Desktop desktop = running();
        region.world.faults().refuseNext(Operation.SNAPSHOT, 1);
        node.snapshots.take(desktop.id());
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
        assertThat(node.snapshots.of(desktop.id())).singleElement().satisfies(snapshot -> {
            assertThat(snapshot.state()).isEqualTo(SnapshotState.FAILED);
            assertThat(snapshot.failure()).contains("was refused");
        });
    }

    @Test
    void snapshotIsDeletedByHandWithItsVolumes() {
        Desktop desktop = running();
        SnapshotId snapshot = node.snapshots.take(desktop.id());
        region.settle(node);
        node.snapshots.delete(desktop.id(), snapshot);
        region.settle(node);
        assertThat(node.snapshots.of(desktop.id())).isEmpty();
        assertThat(region.world.allVolumes().keySet())
                .noneMatch(name -> name.value().contains("-snap-"));
    }

    @Test
    void snapshotIsNotTakenWhereNoneMayBe() {
        Desktop desktop = node.desktops.open(person, bundle);
        assertThatThrownBy(() -> node.snapshots.take(desktop.id()))
                .isInstanceOf(GuardRefusedException.class)
                .hasMessageContaining("PENDING");
    }
}
