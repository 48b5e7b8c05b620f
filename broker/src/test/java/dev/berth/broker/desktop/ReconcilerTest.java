package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.directory.PersonId;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import dev.berth.hypervisor.simulated.Boundary;
import dev.berth.hypervisor.simulated.Operation;
import dev.berth.hypervisor.simulated.SimulatedDriver;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;

class ReconcilerTest {

    @TempDir
    Path folder;

    private TestRegion region;
    private TestNode node;
    private Bundle bundle;
    private PersonId person;

    @BeforeEach
    void begin() {
        region = new TestRegion(folder);
        node = region.node();
        region.addHost(node);
        bundle = region.bundle(RunningMode.AUTO_STOP);
        person = region.person();
    }

    @AfterEach
    void end() {
        region.close();
    }

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
            thread.join(Duration.ofSeconds(20));
        }
        region.settle(node);
        assertThat(node.desktops.of(person)).singleElement().matches(Desktop::ready);
        assertThat(region.world.allMachines()).hasSize(1);
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
    void failedSaveKeepsItRunningAndSaysSo() {
        Desktop desktop = running();
        region.world.faults().refuseNext(Operation.SAVE, 1);
        node.desktops.stop(desktop.id());
        region.settle(node);
        assertThat(now(desktop).state()).isEqualTo(DesktopState.AVAILABLE);
        assertThat(now(desktop).reason())
                .hasValueSatisfying(
                        why -> assertThat(why).startsWith("It keeps running, because saving its memory failed"));
        region.settle(node, 2, Duration.ofMinutes(11));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.STOPPED);
    }

    @Test
    void spoiledSavedStateIsKeptAndNamed() {
        Desktop desktop = running();
        node.desktops.stop(desktop.id());
        region.settle(node);
        region.world.spoilSavedState(machine(desktop));
        node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
        String kept = now(desktop).condition().savedStateKept();
        assertThat(kept).isNotNull();
        assertThat(region.world.allVolumes()).containsKey(new VolumeName(String.valueOf(kept)));
        assertThat(now(desktop).reason())
                .hasValueSatisfying(why -> assertThat(why).contains(kept));
    }

    @Test
    void unreachableHostKeepsItsDesktops() {
        Desktop desktop = running();
        region.world.unreachable(true);
        region.settle(node, 5, Duration.ofMinutes(1));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.AVAILABLE);
        assertThat(now(desktop).condition().power()).isEqualTo(Power.UNKNOWN);
        assertThat(now(desktop).reason())
                .hasValueSatisfying(why -> assertThat(why).contains("does not answer"));
        region.world.unreachable(false);
        region.settle(node, 1, Duration.ofSeconds(10));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.AVAILABLE);
        assertThat(now(desktop).reason()).isEmpty();
        assertThat(region.world.allMachines()).containsExactly(machine(desktop));
    }

    @Test
    void machineTurnedOffByHandIsRestartedForAlwaysOn() {
        bundle = region.bundle(RunningMode.ALWAYS_ON);
        Desktop desktop = running();
        region.clock.advance(Duration.ofMinutes(5));
        region.world.powerOffByHand(machine(desktop));
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
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

    @Test
    void guestThatNeverGetsReadyIsAnErrorWithAReasonAndARetry() throws InterruptedException {
        region.world.agentsRunAfterBoot(false);
        Desktop desktop = node.desktops.open(person, bundle);
        Thread clock = Thread.ofVirtual().start(() -> {
            while (now(desktop).state() != DesktopState.ERROR) {
                region.clock.advance(Duration.ofSeconds(10));
                LockSupport.parkNanos(20_000_000);
            }
        });
        region.settle(node);
        clock.join(Duration.ofSeconds(10));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.ERROR);
        assertThat(now(desktop).reason())
                .hasValueSatisfying(why -> assertThat(why).contains("did not get ready"));
        long born = region.world.allVolumes().get(userVolume(desktop)).born();
        region.world.agentsRunAfterBoot(true);
        node.desktops.retry(desktop.id());
        Thread later = Thread.ofVirtual().start(() -> {
            while (!now(desktop).ready()) {
                region.clock.advance(Duration.ofSeconds(5));
                LockSupport.parkNanos(20_000_000);
            }
        });
        region.settle(node);
        later.join(Duration.ofSeconds(10));
        assertThat(now(desktop).ready()).isTrue();
        assertThat(region.world.allVolumes().get(userVolume(desktop)).born()).isEqualTo(born);
    }

    @Test
    void missingImageFileIsASentence() throws IOException {
        Files.delete(folder.resolve("root.qcow2"));
        Desktop desktop = node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(now(desktop).state()).isEqualTo(DesktopState.ERROR);
        assertThat(now(desktop).reason())
                .hasValueSatisfying(
                        why -> assertThat(why).contains("root.qcow2 is missing").contains("retry"));
        Files.write(folder.resolve("root.qcow2"), new byte[64]);
        node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
    }

    @Test
    void desktopWaitsForRoomAndSaysSo() {
        region.world.capacity(16, 1500);
        node.watch.ask(node.hostStore.list().getFirst().id());
        Desktop first = running();
        Desktop second = node.desktops.open(region.person(), bundle);
        region.settle(node, 2, Duration.ofSeconds(5));
        assertThat(now(second).state()).isEqualTo(DesktopState.PENDING);
        assertThat(now(second).reason())
                .hasValueSatisfying(why -> assertThat(why).contains("No host has room"));
        node.desktops.stop(first.id());
        region.settle(node);
        node.watch.ask(node.hostStore.list().getFirst().id());
        region.settle(node, 2, Duration.ofSeconds(5));
        assertThat(now(second).ready()).isTrue();
        assertThat(now(second).reason()).isEmpty();
    }

    @Test
    void desktopWithoutRoomIsRefusedBySetting() {
        var strict = region.node(Life.endless(), TestRegion.settings(DesktopSettings.WhenFull.REFUSE));
        region.world.capacity(16, 512);
        strict.watch.ask(strict.hostStore.list().getFirst().id());
        Desktop desktop = strict.desktops.open(person, bundle);
        region.settle(strict);
        assertThat(now(desktop).state()).isEqualTo(DesktopState.ERROR);
        assertThat(now(desktop).reason())
                .hasValueSatisfying(why -> assertThat(why).contains("512 MiB free"));
    }

    @Test
    void roomIsGivenAwayOnceByTwoNodes() {
        region.world.capacity(64, 4096);
        node.watch.ask(node.hostStore.list().getFirst().id());
        var other = region.node();
        List<Desktop> all = IntStream.range(0, 8)
                .mapToObj(i -> node.desktops.open(region.person(), bundle))
                .toList();
        node.reconciler.reconcile();
        other.reconciler.reconcile();
        region.settle(node);
        region.settle(other);
        assertThat(all).filteredOn(desktop -> now(desktop).ready()).hasSize(4);
        assertThat(all)
                .filteredOn(desktop -> now(desktop).state() == DesktopState.PENDING)
                .hasSize(4);
    }

    @Test
    void twoNodesMakeEachDesktopOnce() {
        var other = region.node();
        List<Desktop> all = IntStream.range(0, 12)
                .mapToObj(i -> node.desktops.open(region.person(), bundle))
                .toList();
        for (int i = 0; i < 5; i++) {
            node.reconciler.reconcile();
            other.reconciler.reconcile();
        }
        region.settle(node);
        region.settle(other);
        assertThat(all).allMatch(desktop -> now(desktop).ready());
        assertThat(region.world.allMachines()).hasSize(12);
        long ready = Stream.concat(node.events.stream(), other.events.stream())
                .filter(event -> event instanceof DesktopProgressed progressed
                        && progressed.milestone() == Milestone.GUEST_READY)
                .count();
        assertThat(ready).isEqualTo(12);
    }

    @Test
    void nodeThatDiedHandsItsDesktopsOverWhenItsLeaseEnds() {
        Desktop desktop = node.desktops.open(person, bundle);
        node.store.claim(desktop.id(), UUID.randomUUID(), region.clock.instant(), Duration.ofSeconds(15));
        region.settle(node);
        assertThat(now(desktop).state()).isEqualTo(DesktopState.PENDING);
        region.settle(node, 1, Duration.ofSeconds(16));
        assertThat(now(desktop).ready()).isTrue();
    }

    @Test
    void lostDatabaseIsSurvived() {
        Desktop desktop = node.desktops.open(person, bundle);
        node.database.lost(true);
        node.reconciler.nudge(desktop.id());
        assertThat(node.reconciler.awaitIdle(Duration.ofSeconds(10))).isTrue();
        assertThatThrownBy(node.reconciler::reconcile).isInstanceOf(DataAccessException.class);
        node.database.lost(false);
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
    }

    @Test
    void lostAnswerIsAdopted() {
        region.world.faults().loseNextAnswers(Operation.START, 1);
        Desktop desktop = node.desktops.open(person, bundle);
        region.settle(node);
        region.settle(node, 2, Duration.ofSeconds(5));
        assertThat(now(desktop).ready()).isTrue();
        assertThat(region.world.allMachines()).hasSize(1);
    }

    @Test
    void stepThatIsRefusedAgainAndAgainIsAnError() {
        region.world.faults().refuseNext(Operation.DEFINE, 5);
        Desktop desktop = node.desktops.open(person, bundle);
        region.settle(node, 8, Duration.ofSeconds(40));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.ERROR);
        assertThat(now(desktop).condition().holdsRoom()).isFalse();
        node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
    }

    @Test
    void terminatedDesktopLeavesNothing() {
        Desktop desktop = running();
        node.desktops.terminate(desktop.id());
        region.settle(node);
        assertThat(now(desktop).state()).isEqualTo(DesktopState.TERMINATED);
        assertThat(region.world.allMachines()).isEmpty();
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
        region.settle(node, 5, Duration.ofSeconds(31));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.UNHEALTHY);
        region.world.agentRuns(machine(desktop), true);
        region.settle(node, 1, Duration.ofSeconds(31));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.AVAILABLE);
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
    void firstDesktopIsClonedFromATemplate() {
        node.templates.keepOn(node.hostStore.list().getFirst());
        Desktop desktop = running();
        assertThat(desktop.ready()).isTrue();
        assertThat(region.world.allVolumes().get(VolumeNames.root(desktop)).backing())
                .hasValueSatisfying(backing -> assertThat(backing.value()).startsWith("template-"));
    }

    @Test
    void templateIsMadeOnceAndNotWhileAPersonWaits() {
        node.desktops.open(person, bundle);
        var host = node.hostStore.list().getFirst();
        node.templates.keepOn(host);
        assertThat(region.world.allVolumes().keySet())
                .noneMatch(name -> name.value().startsWith("template-"));
        region.settle(node);
        node.templates.keepOn(host);
        node.templates.keepOn(host);
        assertThat(region.world.allVolumes().keySet())
                .filteredOn(name -> name.value().startsWith("template-"))
                .hasSize(1);
    }

    @Test
    void templateGoesWithItsImageVersion() {
        var host = node.hostStore.list().getFirst();
        node.templates.keepOn(host);
        assertThat(region.world.allVolumes()).isNotEmpty();
        region.jdbc.sql("delete from bundle").update();
        node.templates.keepOn(host);
        assertThat(region.world.allVolumes()).isEmpty();
    }

    @Test
    void refusedTemplateMeansAColdBootThatSaysSo() {
        var host = node.hostStore.list().getFirst();
        node.templates.keepOn(host);
        var key = VolumeNames.template(region.imageVersion, bundle.spec().compute());
        region.world.faults().watch(boundary -> {
            if (boundary.operation() == Operation.START_FROM_TEMPLATE && boundary.moment() == Boundary.Moment.BEFORE) {
                new SimulatedDriver().open(host.spec().connection()).deleteTemplate(key);
            }
        });
        Desktop desktop = running();
        assertThat(desktop.ready()).isTrue();
        assertThat(desktop.reason())
                .hasValueSatisfying(why -> assertThat(why).startsWith("It boots instead of being cloned"));
    }

    @Test
    void sweepRemovesOnlyWhatIsProvablyOurs() {
        Desktop desktop = running();
        var stranger = UUID.randomUUID();
        region.world.faults().clear();
        var host = node.connections.on(node.hostStore.list().getFirst().id());
        host.ensureVolume(new VolumeSpec.Blank(new VolumeName(stranger + "-user"), 16));
        host.ensureVolume(new VolumeSpec.Blank(new VolumeName(stranger + "-root-g1"), 16));
        host.ensureVolume(new VolumeSpec.Blank(new VolumeName(desktop.id() + "-root-g0"), 16));
        node.sweep.sweep();
        node.sweep.sweep();
        assertThat(region.world.allVolumes())
                .containsKeys(
                        new VolumeName(stranger + "-user"),
                        new VolumeName(stranger + "-root-g1"),
                        userVolume(desktop),
                        VolumeNames.root(desktop))
                .doesNotContainKey(new VolumeName(desktop.id() + "-root-g0"));
        assertThat(region.jdbc
                        .sql("select count(*) from audit_entry where reason like '%' || ? || '%'")
                        .param(stranger + "-user")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void desktopsGoToTheHostWithRoom() {
        region.world.capacity(16, 1200);
        node.watch.ask(node.hostStore.list().getFirst().id());
        var larger = SimulatedWorld.named("region-" + UUID.randomUUID());
        region.addHost(node, larger);
        Desktop first = running();
        Desktop second = node.desktops.open(region.person(), bundle);
        region.settle(node);
        assertThat(now(second).ready()).isTrue();
        assertThat(larger.allMachines()).contains(machine(first), machine(second));
    }

    private Desktop running() {
        Desktop desktop = node.desktops.open(person, bundle);
        region.settle(node);
        return now(desktop);
    }

    private Desktop now(Desktop desktop) {
        return node.desktop(desktop.id());
    }

    private static MachineId machine(Desktop desktop) {
        return new MachineId(desktop.id().value());
    }

    private static VolumeName userVolume(Desktop desktop) {
        return VolumeNames.user(desktop.id());
    }
}
