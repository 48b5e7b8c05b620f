package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.contract.SchemaContract;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import dev.berth.hypervisor.simulated.Operation;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A database that knows less than its hosts do, clocks that differ, and nodes that are too old. */
class LedgerPutBackTest extends InASimulatedRegion {

    private static final String REPORT = "/home/person/report";

    @Test
    void rebuildTakesAGenerationThatIsFreeOnTheHostToo() {
        Desktop desktop = running();
        VolumeName latest = strange(desktop, "-user-g2");
        VolumeName latestRoot = strange(desktop, "-root-g4");
        region.world.write(userVolume(desktop), REPORT, "as the database knows it");
        node.lifecycle.rebuild(desktop.id(), Optional.empty());
        region.settle(node);
        Desktop after = now(desktop);
        assertThat(after.ready()).isTrue();
        assertThat(after.blueprint().disks().user()).isEqualTo(5);
        assertThat(region.world.files(userVolume(after))).containsEntry(REPORT, "as the database knows it");
        assertThat(region.world.files(latest)).containsEntry(REPORT, "of the lost future");
        assertThat(region.world.files(latestRoot)).containsEntry(REPORT, "of the lost future");
    }

    @Test
    void rebuildThatFailsDeletesNothingThatItDidNotMake() {
        Desktop desktop = running();
        VolumeName latest = strange(desktop, "-user-g2");
        region.world.faults().refuseNext(Operation.ENSURE_VOLUME, 100);
        node.lifecycle.rebuild(desktop.id(), Optional.empty());
        region.settle(node, 8, Duration.ofSeconds(31));
        region.world.faults().clear();
        region.settle(node, 2, Duration.ofSeconds(31));
        assertThat(now(desktop).ready()).isTrue();
        assertThat(region.world.files(latest)).containsEntry(REPORT, "of the lost future");
    }

    @Test
    void generationsThatTheDatabaseDoesNotKnowAreReportedAndNeverDeleted() {
        Desktop desktop = running();
        VolumeName user = strange(desktop, "-user-g7");
        VolumeName root = strange(desktop, "-root-g7");
        node.sweep.sweep();
        assertThat(region.world.allVolumes()).containsKeys(user, root);
        for (VolumeName volume : new VolumeName[] {user, root}) {
            assertThat(region.jdbc
                            .sql("select reason from audit_entry where action = 'host.sweep' and reason like ?")
                            .param("Kept volume " + volume + "%")
                            .query(String.class)
                            .single())
                    .contains("put back to an older state");
        }
        node.desktops.terminate(desktop.id());
        region.settle(node);
        node.lifecycle.forget(desktop.id());
        region.settle(node);
        node.sweep.sweep();
        assertThat(now(desktop).times().keptUntil()).isNull();
        assertThat(region.world.allVolumes())
                .containsKeys(user, root)
                .doesNotContainKeys(userVolume(desktop), VolumeNames.root(desktop));
    }

    @Test
    void desktopThatWasBroughtBackSinceTheBackupIsNotDeletedByItsTermination() {
        Desktop desktop = running();
        region.world.write(userVolume(desktop), REPORT, "written since");
        region.jdbc.sql("""
                        update desktop
                           set state = 'TERMINATED', wanted = 'TERMINATED', kept_until = now() - interval '1 hour',
                               claim = null, revision = revision + 1
                         where id = ?
                        """).param(desktop.id().value()).update();
        region.settle(node, 3, Duration.ofSeconds(31));
        node.sweep.sweep();
        assertThat(region.world.allMachines()).contains(machine(desktop));
        assertThat(now(desktop).reason().orElseThrow()).contains("Revive it");
        node.lifecycle.revive(desktop.id());
        region.settle(node);
        assertThat(now(desktop).state()).isEqualTo(DesktopState.STOPPED);
        node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
        assertThat(region.world.files(userVolume(desktop))).containsEntry(REPORT, "written since");
    }

    @Test
    void nodeWhoseClockIsAheadDeletesNothingBeforeItsTime() {
        Desktop desktop = running();
        node.desktops.terminate(desktop.id());
        region.settle(node);
        region.clock.also(unused -> {});
        region.clock.advance(Duration.ofDays(30));
        node.reconciler.nudge(desktop.id());
        region.settle(node);
        assertThat(region.world.allVolumes()).containsKey(userVolume(desktop));
        node.lifecycle.revive(desktop.id());
        assertThat(now(desktop).state()).isEqualTo(DesktopState.STOPPED);
    }

    @Test
    void nodeWhoseClockIsAheadTakesNoDesktopFromAnother() {
        Desktop desktop = node.desktops.open(person, bundle);
        assertThat(region.node().claims.take(desktop.id(), Duration.ofSeconds(15)))
                .isPresent();
        region.clock.also(unused -> {});
        region.clock.advance(Duration.ofDays(1));
        region.settle(node);
        assertThat(now(desktop).state()).isEqualTo(DesktopState.PENDING);
    }

    @Test
    void whatIsBeingDeletedIsNotBroughtBack() {
        Desktop desktop = running();
        node.desktops.terminate(desktop.id());
        region.settle(node);
        region.world.faults().refuseNext(Operation.DELETE_VOLUME, 100_000);
        node.lifecycle.forget(desktop.id());
        region.settle(node);
        assertThat(now(desktop).times().forgettingSince()).isNotNull();
        assertThatThrownBy(() -> node.lifecycle.revive(desktop.id()))
                .isInstanceOf(GuardRefusedException.class)
                .hasMessageContaining("being deleted");
        region.world.faults().clear();
        region.settle(node, 3, Duration.ofSeconds(31));
        assertThat(region.world.allVolumes().keySet())
                .noneMatch(name -> name.value().startsWith(desktop.id().toString()));
    }

    @Test
    void nodeThatIsOlderThanTheSchemaAsksForDoesNothingAndSaysWhy() {
        var contract = new SchemaContract(region.jdbc);
        assertThat(contract.refusal()).isEmpty();
        region.jdbc
                .sql("update schema_contract set least_node = 9999, reason = 'Rows mean something else.'")
                .update();
        try {
            assertThat(contract.refusal())
                    .hasValueSatisfying(why -> assertThat(why).contains("9999").contains("Rows mean something else."));
            contract.during(() -> {
                throw new AssertionError("An older node worked.");
            });
            Desktop desktop = node.desktops.open(person, bundle);
            region.settle(node);
            assertThat(now(desktop).state()).isEqualTo(DesktopState.PENDING);
            assertThat(region.world.allMachines()).isEmpty();
            region.jdbc.sql("update schema_contract set least_node = 110").update();
            region.settle(node);
            assertThat(now(desktop).ready()).isTrue();
        } finally {
            region.jdbc.sql("update schema_contract set least_node = 110").update();
        }
    }

    @Test
    void rootThatIsMissingIsNotReplacedByABlankOne() {
        Desktop desktop = running();
        node.desktops.stop(desktop.id());
        region.settle(node);
        region.world.destroyByHand(machine(desktop));
        host().deleteVolume(VolumeNames.root(desktop));
        node.desktops.open(person, bundle);
        region.settle(node, 8, Duration.ofSeconds(31));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.ERROR);
        assertThat(now(desktop).reason().orElseThrow()).contains("root volume").contains("rebuild");
        assertThat(region.world.allVolumes()).doesNotContainKey(VolumeNames.root(desktop));
        node.lifecycle.rebuild(desktop.id(), Optional.empty());
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
    }

    @Test
    void poolWithoutRoomRefusesACopyAndSaysWhatItTakes() {
        Desktop desktop = running();
        region.world.poolRoom(100);
        node.lifecycle.rebuild(desktop.id(), Optional.empty());
        region.settle(node, 8, Duration.ofSeconds(31));
        assertThat(now(desktop).ready()).isTrue();
        assertThat(now(desktop).reason().orElseThrow())
                .contains("is as it was before")
                .contains("it takes up to 256 MiB")
                .contains("100 MiB free");
    }

    private Hypervisor host() {
        return node.connections.on(node.hostStore.list().getFirst().id());
    }

    /** A volume that was made after the state that the database was put back to. */
    private VolumeName strange(Desktop desktop, String suffix) {
        var name = new VolumeName(desktop.id() + suffix);
        host().ensureVolume(new VolumeSpec.Blank(name, 16));
        region.world.write(name, REPORT, "of the lost future");
        return name;
    }
}
