package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.simulated.Boundary;
import dev.berth.hypervisor.simulated.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** What goes wrong on one host, and what becomes of its desktops. */
class DesktopTroubleTest extends InASimulatedRegion {

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
    void savedMemoryThatCouldNotBeResumedWaitsForARetry() {
        Desktop desktop = running();
        var memory = region.world.memory(machine(desktop));
        node.desktops.stop(desktop.id());
        region.settle(node);
        for (int tries = 0; tries < 2; tries++) {
            region.world.faults().refuseNext(Operation.START, 5);
            node.desktops.open(person, bundle);
            region.settle(node, 8, Duration.ofSeconds(40));
            assertThat(now(desktop).state()).isEqualTo(DesktopState.ERROR);
            assertThat(now(desktop).condition().power()).isEqualTo(Power.SAVED);
            assertThat(now(desktop).reason())
                    .hasValueSatisfying(why -> assertThat(why)
                            .contains("was refused")
                            .contains("saved memory is kept")
                            .contains("then retry"));
        }
        node.desktops.retry(desktop.id());
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
        assertThat(region.world.memory(machine(desktop))).isEqualTo(memory);
        assertThat(now(desktop).condition().savedStateKept()).isNull();
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
        clock.join(Duration.ofSeconds(60));
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
        later.join(Duration.ofSeconds(60));
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
    void lostDatabaseIsSurvived() {
        Desktop desktop = node.desktops.open(person, bundle);
        node.database.lost(true);
        node.reconciler.nudge(desktop.id());
        assertThat(node.reconciler.awaitIdle(Duration.ofSeconds(60))).isTrue();
        assertThatThrownBy(node.reconciler::reconcile).isInstanceOf(DataAccessException.class);
        node.database.lost(false);
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
    }

    @Test
    void databaseLostInTheMiddleOfAStepIsSurvived() {
        for (Operation operation : List.of(Operation.ENSURE_UPLOADED, Operation.ENSURE_VOLUME, Operation.START)) {
            region.world.faults().watch(boundary -> {
                if (boundary.operation() == operation && boundary.moment() == Boundary.Moment.AFTER) {
                    node.database.lost(true);
                }
            });
            Desktop desktop = node.desktops.open(region.person(), bundle);
            node.reconciler.nudge(desktop.id());
            assertThat(node.reconciler.awaitIdle(Duration.ofSeconds(60))).isTrue();
            region.world.faults().clear();
            node.database.lost(false);
            node.reconciler.renewClaims();
            region.settle(node);
            assertThat(now(desktop).ready()).as("%s", operation).isTrue();
        }
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
    void stepThatIsRefusedIsTriedAgainAfterAWhile() {
        region.world.faults().refuseNext(Operation.DEFINE, 1);
        Desktop desktop = node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(now(desktop).state()).isEqualTo(DesktopState.PENDING);
        assertThat(now(desktop).condition().attempts()).isEqualTo(1);
        region.settle(node, 1, Duration.ofSeconds(2));
        assertThat(now(desktop).ready()).isTrue();
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
    void machineThatGoesOffAgainAndAgainIsAnError() {
        region.world.faults().watch(boundary -> {
            if (boundary.operation() == Operation.START && boundary.moment() == Boundary.Moment.AFTER) {
                region.world.powerOffByHand(new MachineId(UUID.fromString(boundary.subject())));
            }
        });
        Desktop desktop = node.desktops.open(person, bundle);
        region.settle(node, 8, Duration.ofSeconds(40));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.ERROR);
        assertThat(now(desktop).reason())
                .hasValueSatisfying(why -> assertThat(why).contains("5 times in a row"));
    }

    @Test
    void retriedMachineThatIsOffGetsItsWholeTime() {
        region.world.faults().refuseNext(Operation.START, 5);
        Desktop desktop = node.desktops.open(person, bundle);
        region.settle(node, 8, Duration.ofSeconds(40));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.ERROR);
        node.desktops.retry(desktop.id());
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
        assertThat(now(desktop).condition().mark()).isEqualTo(Mark.READY);
    }
}
