package dev.berth.broker.desktop;

import static dev.berth.broker.Within.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.directory.PersonId;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.simulated.Boundary;
import dev.berth.hypervisor.simulated.Operation;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Snapshots as they come and go. */
class SnapshotsTest extends InASimulatedRegion {

    @Test
    void desktopThatRunsIsCopiedTwiceADayAndOneThatIsOffIsNot() {
        Desktop desktop = running();
        region.beginSession(desktop);
        region.settle(node, 12, Duration.ofHours(1));
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
        assertThat(node.snapshots.of(desktop.id())).isNotEmpty();
    }

    @Test
    void desktopsThatWereMadeTogetherAreNotCopiedTogether() {
        for (int i = 0; i < 24; i++) {
            region.beginSession(node.desktops.open(region.person(), bundle));
        }
        region.settle(node);
        int most = 0;
        int before = 0;
        for (int hour = 0; hour < 12; hour++) {
            region.settle(node, 2, Duration.ofMinutes(30));
            int now = region.jdbc
                    .sql("select count(*) from desktop_snapshot")
                    .query(Integer.class)
                    .single();
            most = Math.max(most, now - before);
            before = now;
        }
        region.settle(node, 24, Duration.ofSeconds(16));
        assertThat(region.jdbc
                        .sql("select count(distinct desktop_id) from desktop_snapshot")
                        .query(Integer.class)
                        .single())
                .isEqualTo(24);
        assertThat(most).isLessThan(12);
    }

    @Test
    void nobodyWaitsWhileTheirHostCopiesAnothersDesktop() throws InterruptedException {
        Desktop copied = running();
        PersonId other = region.person();
        Desktop waits = node.desktops.open(other, bundle);
        region.settle(node);
        var copying = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        region.world.faults().watch(boundary -> {
            if (boundary.operation() == Operation.SNAPSHOT && boundary.moment() == Boundary.Moment.BEFORE) {
                copying.countDown();
                uninterrupted(goOn);
            }
        });
        node.snapshots.take(copied.id());
        node.reconciler.nudge(copied.id());
        assertThat(copying.await(60, TimeUnit.SECONDS)).isTrue();
        node.snapshots.take(waits.id());
        node.reconciler.nudge(waits.id());
        node.desktops.stop(waits.id());
        node.reconciler.nudge(waits.id());
        within(Duration.ofSeconds(60), "it stops", () -> now(waits).state() == DesktopState.STOPPED);
        node.desktops.open(other, bundle);
        node.reconciler.nudge(waits.id());
        within(Duration.ofSeconds(60), "it is ready again", () -> now(waits).ready());
        goOn.countDown();
        assertThat(node.reconciler.awaitIdle(Duration.ofSeconds(60))).isTrue();
        region.settle(node, 2, Duration.ofSeconds(31));
        assertThat(node.snapshots.of(waits.id()))
                .singleElement()
                .satisfies(one -> assertThat(one.ready()).isTrue());
    }

    private static void uninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(180, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
