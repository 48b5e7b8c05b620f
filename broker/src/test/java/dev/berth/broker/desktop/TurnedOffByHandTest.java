package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.RunningMode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Machines that somebody turns off past Berth. */
class TurnedOffByHandTest extends InASimulatedRegion {

    @Test
    void machineTurnedOffByHandIsRestartedForAlwaysOn() {
        bundle = region.bundle(RunningMode.ALWAYS_ON);
        Desktop desktop = running();
        region.clock.advance(Duration.ofMinutes(5));
        region.world.powerOffByHand(machine(desktop));
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
        assertThat(now(desktop).reason())
                .as("it runs, so why it was off is over")
                .isEmpty();
        assertThat(node.events)
                .anyMatch(event -> event instanceof DesktopChanged changed
                        && changed.state() == DesktopState.STARTING
                        && changed.reason().contains("outside Berth"));
    }

    @Test
    void machineTurnedOffByHandIsRestartedForALiveSession() {
        Desktop desktop = running();
        region.beginSession(desktop);
        region.clock.advance(Duration.ofMinutes(5));
        region.world.destroyByHand(machine(desktop));
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
        assertThat(now(desktop).reason()).isEmpty();
    }

    @Test
    void machineTurnedOffByHandIsMarkedStoppedWhenNobodyUsesIt() {
        Desktop desktop = running();
        long born = region.world.allVolumes().get(userVolume(desktop)).born();
        region.clock.advance(Duration.ofMinutes(5));
        region.settle(node);
        region.world.destroyByHand(machine(desktop));
        region.settle(node, 1, Duration.ofMinutes(1));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.STOPPED);
        assertThat(now(desktop).reason()).contains("Its machine was turned off outside Berth.");
        node.desktops.start(desktop.id());
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
        assertThat(region.world.allVolumes().get(userVolume(desktop)).born()).isEqualTo(born);
    }

    @Test
    void crashedMachineOfNobodyIsTurnedOff() {
        Desktop desktop = running();
        region.clock.advance(Duration.ofMinutes(5));
        region.settle(node);
        region.world.crash(machine(desktop));
        region.settle(node, 1, Duration.ofMinutes(1));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.STOPPED);
        assertThat(now(desktop).condition().holdsRoom()).isFalse();
    }
}
