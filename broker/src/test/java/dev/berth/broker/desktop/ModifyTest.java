package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.hypervisor.simulated.Operation;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Size, running mode, suspension, maintenance by an admin, and termination. */
class ModifyTest extends InASimulatedRegion {

    private static final Compute LARGER = new Compute(4, 2048);
    private static final String REPORT = "/home/person/report";

    @Test
    void newSizeCountsFromTheNextBootAndNotFromAResume() {
        Desktop desktop = running();
        node.lifecycle.changeCompute(desktop.id(), LARGER, false);
        region.settle(node);
        assertThat(now(desktop).blueprint().compute()).isEqualTo(new Compute(2, 1024));
        node.desktops.stop(desktop.id());
        region.settle(node);
        node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(now(desktop).blueprint().compute()).as("resumed").isEqualTo(new Compute(2, 1024));
        node.desktops.reboot(desktop.id());
        assertThat(now(desktop).state()).isEqualTo(DesktopState.UPDATING);
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
        assertThat(now(desktop).blueprint().compute()).isEqualTo(LARGER);
        assertThat(now(desktop).agenda().resize()).isEqualTo(Resize.NONE);
        assertThat(now(desktop).condition().holdsRoom()).isTrue();
    }

    @Test
    void newSizeCanBeTakenNow() {
        Desktop desktop = running();
        var memory = region.world.memory(machine(desktop));
        node.lifecycle.changeCompute(desktop.id(), LARGER, true);
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
        assertThat(now(desktop).blueprint().compute()).isEqualTo(LARGER);
        assertThat(now(desktop).reason())
                .as("it runs, so why it was off is over")
                .isEmpty();
        assertThat(region.world.memory(machine(desktop))).isNotEqualTo(memory);
    }

    @Test
    void volumesGrowWhileItRunsAndNeverShrink() {
        Desktop desktop = running();
        node.lifecycle.grow(desktop.id(), null, 512L);
        region.settle(node);
        assertThat(now(desktop).blueprint().disks().userMib()).isEqualTo(512);
        assertThat(region.world.allVolumes().get(userVolume(desktop)).capacityMib())
                .isEqualTo(512);
        assertThatThrownBy(() -> node.lifecycle.grow(desktop.id(), null, 512L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("userVolumeMib is 512")
                .hasMessageContaining("never shrink");
    }

    @Test
    void volumesOfASavedDesktopGrowOnceItRuns() {
        Desktop desktop = running();
        node.desktops.stop(desktop.id());
        region.settle(node);
        node.lifecycle.grow(desktop.id(), 4096L, 512L);
        region.settle(node);
        assertThat(now(desktop).blueprint().disks().userMib()).isEqualTo(256);
        node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(now(desktop).blueprint().disks().rootMib()).isEqualTo(4096);
        assertThat(now(desktop).blueprint().disks().userMib()).isEqualTo(512);
    }

    @Test
    void volumeThatCannotGrowLeavesTheDesktopAsItIsAndSaysWhy() {
        Desktop desktop = running();
        region.world.faults().refuseNext(Operation.GROW_VOLUME, 1);
        node.lifecycle.grow(desktop.id(), null, 512L);
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
        assertThat(now(desktop).reason().orElseThrow()).startsWith("Its volumes keep their sizes:");
        assertThat(now(desktop).agenda().resize()).isEqualTo(Resize.NONE);
    }

    @Test
    void runningModeCountsAtOnce() {
        Desktop desktop = running();
        node.desktops.stop(desktop.id());
        region.settle(node);
        node.lifecycle.changeMode(desktop.id(), new RunningPolicy(RunningMode.ALWAYS_ON, 60));
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
        node.lifecycle.changeMode(desktop.id(), new RunningPolicy(RunningMode.AUTO_STOP, 5));
        region.settle(node, 1, Duration.ofMinutes(6));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.STOPPED);
    }

    @Test
    void suspendedDesktopStaysOffAndComesBackWithItsMemory() {
        Desktop desktop = running();
        var memory = region.world.memory(machine(desktop));
        node.lifecycle.suspend(desktop.id());
        region.settle(node, 3, Duration.ofHours(13));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.SUSPENDED);
        assertThat(now(desktop).condition().power()).isEqualTo(Power.SAVED);
        assertThatThrownBy(() -> node.desktops.open(person, bundle)).isInstanceOf(GuardRefusedException.class);
        assertThatThrownBy(() -> node.desktops.terminate(desktop.id())).isInstanceOf(GuardRefusedException.class);
        node.lifecycle.reinstate(desktop.id());
        node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
        assertThat(region.world.memory(machine(desktop))).isEqualTo(memory);
    }

    @Test
    void heldDesktopRunsOnAndNobodyTouchesIt() {
        Desktop desktop = running();
        node.lifecycle.hold(desktop.id());
        node.desktops.released(desktop.id());
        region.settle(node, 3, Duration.ofHours(2));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.ADMIN_MAINTENANCE);
        for (Runnable refused : new Runnable[] {
            () -> node.desktops.open(person, bundle),
            () -> node.desktops.stop(desktop.id()),
            () -> node.desktops.start(desktop.id()),
            () -> node.desktops.reboot(desktop.id()),
            () -> node.lifecycle.rebuild(desktop.id(), Optional.empty())
        }) {
            assertThatThrownBy(refused::run)
                    .isInstanceOf(GuardRefusedException.class)
                    .hasMessageContaining("ADMIN_MAINTENANCE");
        }
        node.lifecycle.letGo(desktop.id());
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
    }

    @Test
    void terminatedDesktopCanBeRevivedForAWeekAndIsGoneAfterIt() {
        Desktop desktop = running();
        region.world.write(userVolume(desktop), REPORT, "mine");
        node.snapshots.take(desktop.id());
        region.settle(node);
        node.desktops.terminate(desktop.id());
        region.settle(node);
        region.settle(node, 2, Duration.ofDays(4));
        node.sweep.sweep();
        assertThat(region.world.allMachines()).isEmpty();
        assertThat(region.world.allVolumes()).doesNotContainKey(userVolume(desktop));
        assertThat(now(desktop).times().keptUntil()).isNull();
        assertThat(node.snapshots.of(desktop.id())).isEmpty();
        assertThatThrownBy(() -> node.lifecycle.revive(desktop.id())).hasMessageContaining("kept no longer");

        Desktop next = running();
        region.world.write(userVolume(next), REPORT, "mine again");
        node.desktops.terminate(next.id());
        region.settle(node);
        region.settle(node, 1, Duration.ofDays(6));
        node.sweep.sweep();
        node.lifecycle.revive(next.id());
        node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(now(next).ready()).isTrue();
        assertThat(region.world.files(userVolume(next))).containsEntry(REPORT, "mine again");
    }

    @Test
    void terminationIsNotTakenBackIntoASecondDesktopOfTheBundle() {
        Desktop desktop = running();
        node.desktops.terminate(desktop.id());
        region.settle(node);
        Desktop next = running();
        assertThat(next.id()).isNotEqualTo(desktop.id());
        assertThatThrownBy(() -> node.lifecycle.revive(desktop.id()))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("another desktop of that bundle");
    }

    @Test
    void adminDeletesWhatIsKeptBeforeItsTime() {
        Desktop desktop = running();
        node.snapshots.take(desktop.id());
        region.settle(node);
        node.desktops.terminate(desktop.id());
        region.settle(node);
        node.lifecycle.forget(desktop.id());
        region.settle(node);
        assertThat(region.world.allVolumes().keySet())
                .noneMatch(name -> name.value().startsWith(desktop.id().toString()));
    }
}
