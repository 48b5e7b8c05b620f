package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.hypervisor.simulated.Operation;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** The ordinary life of a desktop. */
class DesktopLifeTest extends InASimulatedRegion {

    @Test
    void firstOpeningMakesADesktopThatIsReady() {
        Desktop desktop = running();
        assertThat(desktop.state()).isEqualTo(DesktopState.AVAILABLE);
        assertThat(node.events)
                .filteredOn(DesktopProgressed.class::isInstance)
                .extracting(event -> ((DesktopProgressed) event).milestone())
                .containsExactly(
                        Milestone.PLACED, Milestone.DISK_READY, Milestone.MACHINE_STARTED, Milestone.GUEST_READY);
        assertThat(node.events)
                .filteredOn(DesktopChanged.class::isInstance)
                .extracting(event -> ((DesktopChanged) event).state())
                .containsExactly(DesktopState.PENDING, DesktopState.AVAILABLE);
        assertThat(region.world.allVolumes()).containsKeys(userVolume(desktop), VolumeNames.root(desktop));
        assertThat(region.world.openForwards()).isZero();
    }

    @Test
    void openingTwiceAtOnceMakesOneDesktop() throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofVirtual().start(() -> node.desktops.open(person, bundle)));
        }
        for (Thread thread : threads) {
            thread.join(Duration.ofSeconds(60));
        }
        region.settle(node);
        assertThat(node.desktops.of(person)).singleElement().matches(Desktop::ready);
        assertThat(region.world.allMachines()).hasSize(1);
    }

    /** A start that does not come about is the machine's time, not that of disks that were there all along. */
    @Test
    void theDisksOfASavedDesktopAreReadyBeforeItsMachineStarts() {
        Desktop desktop = running();
        node.desktops.released(desktop.id());
        region.settle(node, 3, Duration.ofMinutes(61));
        assertThat(now(desktop).condition().power()).isEqualTo(Power.SAVED);
        node.events.clear();

        region.world.faults().refuseNext(Operation.START, 1);
        node.desktops.open(person, bundle);
        region.settle(node, 1, Duration.ZERO);

        assertThat(node.events)
                .filteredOn(DesktopProgressed.class::isInstance)
                .extracting(event -> ((DesktopProgressed) event).milestone())
                .containsSubsequence(Milestone.PLACED, Milestone.DISK_READY)
                .doesNotContain(Milestone.MACHINE_STARTED);
    }

    @Test
    void stoppedDesktopTellsItsPersonWhoDidThatAndThatProgramsAreSaved() {
        Desktop desktop = running();
        node.desktops.stop(desktop.id());
        region.settle(node);
        assertThat(now(desktop).state()).isEqualTo(DesktopState.STOPPED);
        assertThat(now(desktop).condition().power()).isEqualTo(Power.SAVED);
        assertThat(now(desktop).reason())
                .contains("Stopped by an admin or the helpdesk. Its programs are saved; open it to go on.");
    }

    @Test
    void unusedDesktopIsSavedAfterItsTimeAndResumes() {
        Desktop desktop = running();
        var memory = region.world.memory(machine(desktop));
        node.desktops.released(desktop.id());
        region.settle(node, 1, Duration.ofMinutes(59));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.AVAILABLE);
        region.settle(node, 1, Duration.ofMinutes(2));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.STOPPED);
        assertThat(now(desktop).condition().power()).isEqualTo(Power.SAVED);
        assertThat(now(desktop).condition().holdsRoom()).isFalse();
        node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
        assertThat(region.world.memory(machine(desktop))).isEqualTo(memory);
    }

    @Test
    void openingTakesTheTimerAway() {
        Desktop desktop = running();
        node.desktops.released(desktop.id());
        region.clock.advance(Duration.ofMinutes(50));
        node.desktops.open(person, bundle);
        region.beginSession(desktop);
        region.settle(node, 3, Duration.ofMinutes(40));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.AVAILABLE);
        region.endSessions();
        region.settle(node, 3, Duration.ofMinutes(40));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.STOPPED);
    }

    @Test
    void rebootBootsAnew() {
        Desktop desktop = running();
        var memory = region.world.memory(machine(desktop));
        node.desktops.reboot(desktop.id());
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
        assertThat(region.world.memory(machine(desktop))).isNotEqualTo(memory);
    }

    @Test
    void refusedOperationSaysStateAndGuard() {
        Desktop desktop = running();
        assertThatThrownBy(() -> node.desktops.start(desktop.id()))
                .isInstanceOf(GuardRefusedException.class)
                .hasMessageContaining("AVAILABLE")
                .hasMessageContaining("STOPPED");
        assertThatThrownBy(() -> node.desktops.retry(desktop.id())).isInstanceOf(GuardRefusedException.class);
    }

    @Test
    void terminatedDesktopLeavesNothing() {
        Desktop desktop = running();
        node.desktops.terminate(desktop.id());
        region.settle(node);
        assertThat(now(desktop).state()).isEqualTo(DesktopState.TERMINATED);
        assertThat(region.world.allMachines()).isEmpty();
        assertThat(region.world.allVolumes()).containsKey(userVolume(desktop));
        region.settle(node, 1, Duration.ofDays(7).plusSeconds(1));
        assertThat(region.world.allVolumes().keySet())
                .noneMatch(name -> name.value().contains(desktop.id().toString()));
        Desktop next = node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(next.id()).isNotEqualTo(desktop.id());
        assertThat(now(next).ready()).isTrue();
    }

    @Test
    void silentGuestBecomesUnhealthyAndWellAgain() {
        Desktop desktop = running();
        region.beginSession(desktop);
        region.world.agentRuns(machine(desktop), false);
        region.settle(node, 3, Duration.ofSeconds(31));
        // One that is busy for a while is not unwell.
        assertThat(now(desktop).state()).isEqualTo(DesktopState.AVAILABLE);
        region.settle(node, 2, Duration.ofSeconds(31));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.UNHEALTHY);
        region.world.agentRuns(machine(desktop), true);
        region.settle(node, 1, Duration.ofSeconds(31));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.AVAILABLE);
    }
}
