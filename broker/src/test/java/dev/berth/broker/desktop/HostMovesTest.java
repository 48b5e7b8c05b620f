package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostSpec;
import dev.berth.broker.host.HostState;
import dev.berth.hypervisor.Observation;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import dev.berth.hypervisor.simulated.Operation;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Hosts that are emptied, and hosts that are lost, with a second one beside them. */
class HostMovesTest extends TwoHosts {

    @Test
    void shutDownDesktopMovesWithItsSnapshots() {
        Desktop desktop = worked();
        node.snapshots.take(desktop.id());
        region.settle(node);
        stopAndEmptyFirst(desktop, true);

        Desktop moved = now(desktop);
        assertThat(moved.host()).contains(second.id());
        assertThat(moved.state()).isEqualTo(DesktopState.STOPPED);
        assertThat(other.files(userVolume(moved))).containsEntry(FILE, FILE);
        Snapshot snapshot = node.snapshotRows.of(desktop.id()).getFirst();
        assertThat(snapshot.host()).isEqualTo(second.id());
        assertThat(other.files(snapshot.user())).containsEntry(FILE, FILE);
        assertThat(volumesOf(desktop, region.world)).isEmpty();
        assertThat(state(first)).isEqualTo(HostState.DRAINED);

        node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(now(desktop).state()).isEqualTo(DesktopState.AVAILABLE);
        assertThat(runsOn(desktop, other)).isTrue();
        assertThat(runsOn(desktop, region.world)).isFalse();
    }

    @Test
    void runningDesktopIsWaitedForAndOneThatAlwaysRunsMovesWhileNobodyUsesIt() {
        Desktop desktop = worked();
        var always = node.desktops.open(region.person(), region.bundle(RunningMode.ALWAYS_ON));
        region.settle(node);
        emptyFirst(true);
        region.settle(node, 12, Duration.ofSeconds(25));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.AVAILABLE);
        assertThat(now(desktop).host()).contains(first.id());
        assertThat(now(always).host()).contains(second.id());
        assertThat(now(always).state()).isEqualTo(DesktopState.AVAILABLE);
        assertThat(state(first)).isEqualTo(HostState.DRAINING);
    }

    @Test
    void drainThatIsTakenBackLeavesNothingOnTheOtherHost() {
        Desktop desktop = worked();
        other.faults().refuseNext(Operation.UPLOAD, 1_000);
        stopAndEmptyFirst(desktop, true);
        assertThat(now(desktop).host()).contains(first.id());
        assertThat(note(desktop)).isNotEmpty();
        activate(first);
        other.faults().clear();
        rounds(4);
        assertThat(now(desktop).agenda().residence().relocation()).isNull();
        assertThat(volumesOf(desktop, other)).isEmpty();
        assertThat(region.world.files(userVolume(now(desktop)))).containsEntry(FILE, FILE);
    }

    @Test
    void keptVolumesOfATerminatedDesktopMoveAndItComesBackThere() {
        Desktop desktop = worked();
        node.desktops.terminate(desktop.id());
        region.settle(node);
        emptyFirst(false);
        rounds(6);
        assertThat(now(desktop).host()).contains(second.id());
        assertThat(state(first)).isEqualTo(HostState.DRAINED);
        node.lifecycle.revive(desktop.id());
        node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(now(desktop).state()).isEqualTo(DesktopState.AVAILABLE);
        assertThat(other.files(userVolume(now(desktop)))).containsEntry(FILE, FILE);
    }

    @Test
    void noRoomIsSaidHostByHost() {
        Desktop desktop = worked();
        other.storage(1);
        stopAndEmptyFirst(desktop, true);
        assertThat(now(desktop).host()).contains(first.id());
        assertThat(note(desktop)).contains(second.name()).contains("disk free");
    }

    @Test
    void volumesThatNothingExplainsAreNotOverwritten() {
        Desktop desktop = worked();
        other.write(blank(other, userVolume(desktop)), "/somebody", "else");
        stopAndEmptyFirst(desktop, true);
        rounds(3);
        assertThat(now(desktop).host()).contains(first.id());
        assertThat(note(desktop)).contains("nothing explains");
        assertThat(other.files(userVolume(desktop))).containsKey("/somebody");
        assertThat(region.world.files(userVolume(desktop))).containsEntry(FILE, FILE);
    }

    @Test
    void oneHostUnderTwoNamesLosesNothing() {
        Desktop desktop = worked();
        var twin = node.hosts.add(new HostSpec("twin", first.spec().connection(), 4, 0), TestRegion.TEST);
        node.watch.ask(twin.id());
        stopDown(desktop);
        drain(first, true);
        rounds(6);
        assertThat(now(desktop).host()).contains(twin.id());
        assertThat(region.world.files(userVolume(now(desktop)))).containsEntry(FILE, FILE);
        node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(now(desktop).state()).isEqualTo(DesktopState.AVAILABLE);
    }

    @Test
    void lostHostsDesktopStartsElsewhereFromSharedStorageAndNeverTwice() {
        share();
        Desktop desktop = worked();
        activate(second);
        region.world.unreachable(true);
        node.watch.ask(first.id());
        assertThatThrownBy(() -> lose(false))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("See that it is off, and say so");
        assertThatThrownBy(() -> node.hosts.declareLost(first.id(), revision(first), "another", true, TestRegion.TEST))
                .isInstanceOf(ChangeRefusedException.class);
        lose(true);
        rounds(4);
        assertThat(now(desktop).host()).contains(second.id());
        assertThat(now(desktop).state()).isEqualTo(DesktopState.AVAILABLE);
        assertThat(runsOn(desktop, other)).isTrue();

        // It was not off after all: nothing of it is served, its machine goes, and what it had in common stays.
        region.world.unreachable(false);
        node.watch.ask(first.id());
        assertThatThrownBy(() -> activate(first))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("still being turned off");
        rounds(3);
        assertThat(runsOn(desktop, region.world)).isFalse();
        assertThat(runsOn(desktop, other)).isTrue();
        assertThat(other.files(userVolume(now(desktop)))).containsEntry(FILE, FILE);
        assertThat(node.audit.latest(AuditFilter.of("host", first.id(), 20)))
                .anyMatch(entry ->
                        entry.action().equals("host.fence") && entry.reason().contains("was turned off"));
        activate(first);
        rounds(2);
        assertThat(now(desktop).host()).contains(second.id());
    }

    @Test
    void lostHostThatAnswersHasItsMachinesTurnedOffFirst() {
        share();
        Desktop desktop = worked();
        activate(second);
        lose(false);
        rounds(4);
        assertThat(runsOn(desktop, region.world)).isFalse();
        assertThat(runsOn(desktop, other)).isTrue();
        assertThat(node.audit.latest(AuditFilter.of("desktop", desktop.id(), 20)))
                .anyMatch(entry -> entry.action().equals("desktop.leave-lost-host")
                        && entry.reason().contains("was seen to be off"));
    }

    @Test
    void desktopWhoseDisksAreOnTheLostHostAloneWaitsForIt() {
        Desktop desktop = worked();
        activate(second);
        region.world.unreachable(true);
        node.watch.ask(first.id());
        lose(true);
        rounds(4);
        assertThat(now(desktop).host()).contains(first.id());
        assertThat(now(desktop).reason())
                .hasValueSatisfying(why -> assertThat(why).contains("nothing to start it from"));
        region.world.unreachable(false);
        node.watch.ask(first.id());
        activate(first);
        rounds(4);
        node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(now(desktop).state()).isEqualTo(DesktopState.AVAILABLE);
        assertThat(region.world.files(userVolume(now(desktop)))).containsEntry(FILE, FILE);
    }

    @Test
    void whatWasSentForADesktopWaitsForItsLostHostThoughItWasNeverReady() {
        Desktop desktop = worked();
        stopDown(desktop);
        region.jdbc
                .sql("update desktop set first_ready_at = null, user_generation = 2, last_generation = 2")
                .update();
        activate(second);
        region.world.unreachable(true);
        node.watch.ask(first.id());
        lose(true);
        rounds(4);
        assertThat(now(desktop).host()).contains(first.id());
    }

    private boolean runsOn(Desktop desktop, SimulatedWorld world) {
        HostId host = world == other ? second.id() : first.id();
        return node.connections.on(host).observe(machine(desktop))
                        instanceof Observation.Present(Observation.PowerState power)
                && power == Observation.PowerState.RUNNING;
    }

    private VolumeName blank(SimulatedWorld world, VolumeName name) {
        node.connections.on(world == other ? second.id() : first.id()).ensureVolume(new VolumeSpec.Blank(name, 256));
        return name;
    }
}
