package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.host.HostState;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.simulated.Operation;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Snapshots that are copied to a second host, and desktops that go on from such a copy when the first is lost. */
class CopiesTest extends TwoHosts {

    private static final String LATER = "/home/person/later";

    @Test
    void newestSnapshotIsOnASecondHostWithAllThatItStandsOn() {
        Desktop desktop = copied();
        DesktopCopy whole = copies(desktop).getFirst();
        assertThat(whole.host()).isEqualTo(second.id());
        assertThat(other.files(whole.user())).containsEntry(FILE, FILE);

        region.world.write(userVolume(desktop), LATER, LATER);
        snapshot(desktop);
        assertThat(copies(desktop)).hasSize(2).allMatch(DesktopCopy::whole);
        DesktopCopy increment = copies(desktop).getFirst();
        assertThat(increment.standsOn()).isEqualTo(whole.snapshot());
        assertThat(node.connections.on(second.id()).volume(increment.user()).backing())
                .contains(whole.user());
        assertThat(other.files(increment.user())).containsKeys(FILE, LATER);
    }

    @Test
    void wholeChainStaysUntilTheNextIsWhole() {
        Desktop desktop = copied();
        DesktopCopy old = copies(desktop).getFirst();
        region.clock.advance(Duration.ofDays(8));
        other.faults().refuseNext(Operation.UPLOAD, 3);
        snapshot(desktop);
        assertThat(copies(desktop)).hasSize(2);
        assertThat(copies(desktop).getFirst().state()).isEqualTo(CopyState.COPYING);
        assertThat(copies(desktop).getLast()).isEqualTo(old);
        copyAll();
        assertThat(copies(desktop)).singleElement().satisfies(copy -> {
            assertThat(copy.whole()).isTrue();
            assertThat(copy.standsOn()).isNull();
        });
        assertThat(other.allVolumes()).doesNotContainKeys(old.user(), old.root());
    }

    @Test
    void bundleWithoutCopiesHasNoneAndLosesThoseThatItHad() {
        Desktop desktop = copied();
        region.jdbc
                .sql("insert into bundle_copies (bundle_id, policy) values (?, 'OFF')")
                .param(bundle.id().value())
                .update();
        copyAll();
        assertThat(copies(desktop)).isEmpty();
        assertThat(copiesOn(other, desktop)).isEmpty();
        snapshot(desktop);
        assertThat(copies(desktop)).isEmpty();
    }

    @Test
    void hostsWithOnePoolUnderTwoNamesGetNoCopy() {
        other.shareStorageOf(region.world);
        Desktop desktop = running();
        activate(second);
        snapshot(desktop);
        assertThat(copies(desktop)).isEmpty();
        assertThat(copiesOn(region.world, desktop)).isEmpty();
    }

    @Test
    void hostThatIsEmptiedGivesItsCopiesUpWhereNoOtherTakesThem() {
        Desktop desktop = copied();
        drain(second, false);
        copyAll();
        assertThat(copies(desktop)).isEmpty();
        node.watch.markDrained();
        assertThat(state(second)).isEqualTo(HostState.DRAINED);
    }

    @Test
    void copiesGoWithTheirDesktop() {
        Desktop desktop = copied();
        node.desktops.terminate(desktop.id());
        region.settle(node);
        node.lifecycle.forget(desktop.id());
        region.settle(node, 2, Duration.ofSeconds(25));
        assertThat(now(desktop).times().keptUntil()).isNull();
        copyAll();
        assertThat(copies(desktop)).isEmpty();
        assertThat(copiesOn(other, desktop)).isEmpty();
    }

    @Test
    void lostHostsDesktopGoesOnFromTheCopyAndWhatItLeftIsKeptAndNamed() {
        Desktop desktop = copied();
        DesktopCopy copy = copies(desktop).getFirst();
        region.world.write(userVolume(desktop), LATER, LATER);
        VolumeName left = userVolume(desktop);
        cutOffFirst();
        assertThat(node.tenants.affected(first.id(), 10)).singleElement().satisfies(affected -> {
            assertThat(affected.fate()).isEqualTo(HostTenants.Fate.FROM_COPY);
            assertThat(affected.workOf()).isEqualTo(copy.takenAt());
            assertThat(affected.copyOn()).isEqualTo(second.name());
        });
        loseFirst();

        Desktop gone = now(desktop);
        assertThat(gone.host()).contains(second.id());
        assertThat(gone.state()).as("%s", gone.condition()).isEqualTo(DesktopState.AVAILABLE);
        assertThat(other.files(userVolume(gone))).containsEntry(FILE, FILE).doesNotContainKey(LATER);
        assertThat(gone.agenda().residence().relocation()).isNull();
        assertThat(copies(desktop)).contains(copy);
        assertThat(node.snapshots.restorable(desktop.id()))
                .singleElement()
                .satisfies(snapshot -> assertThat(snapshot.host()).isEqualTo(second.id()));

        // It was not off after all: its machine goes, what was written there stays and has a name.
        region.world.unreachable(false);
        rounds(3);
        assertThat(region.world.runs(machine(desktop))).isFalse();
        assertThat(region.world.files(left)).containsKeys(FILE, LATER);
        Snapshot named = node.snapshotRows.of(desktop.id()).stream()
                .filter(snapshot -> snapshot.kind() == SnapshotKind.LEFT_BEHIND)
                .findFirst()
                .orElseThrow();
        assertThat(named.user()).isEqualTo(left);
        assertThat(named.host()).isEqualTo(first.id());
        assertThatThrownBy(() -> node.lifecycle.restore(desktop.id(), named.id()))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("lies on a host that was lost");
        activate(first);
        rounds(2);
        node.sweep.sweep();
        assertThat(region.world.files(left)).containsKeys(FILE, LATER);
        assertThat(now(desktop).host()).contains(second.id());
    }

    @Test
    void whatIsLeftOnALostHostGoesOnlyWhenItsNameIsTyped() {
        Desktop desktop = copied();
        VolumeName left = userVolume(desktop);
        region.world.write(left, LATER, LATER);
        cutOffFirst();
        loseFirst();
        assertThat(node.leftovers.on(first.id(), 10)).singleElement().satisfies(one -> {
            assertThat(one.goesOnAt()).isEqualTo(second.name());
            assertThat(one.volumes()).extracting(Leftovers.Kept::volume).contains(left.value());
            assertThat(one.volumes()).allMatch(kept -> kept.bytes().isEmpty());
        });
        String hostname = now(desktop).blueprint().hostname();
        assertThatThrownBy(() -> node.leftovers.delete(first.id(), desktop.id(), hostname, TestRegion.TEST))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("does not answer");
        region.world.unreachable(false);
        rounds(3);
        assertThat(node.leftovers
                        .keep(first.id(), desktop.id(), TestRegion.TEST)
                        .keptBy())
                .isNotNull();
        assertThatThrownBy(() -> node.leftovers.delete(first.id(), desktop.id(), "another", TestRegion.TEST))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("hostname is 'another'");
        assertThat(region.world.files(left)).containsKeys(FILE, LATER);
        node.leftovers.delete(first.id(), desktop.id(), hostname, TestRegion.TEST);
        assertThat(region.world.allVolumes().keySet())
                .noneMatch(name -> name.value().startsWith(desktop.id().toString()));
        assertThat(node.leftovers.on(first.id(), 10)).isEmpty();
        assertThat(other.files(userVolume(now(desktop)))).containsEntry(FILE, FILE);
    }

    @Test
    void whatIsLeftOnAHostThatNeverAnswersAgainIsGivenUpWithTheHost() {
        Desktop desktop = copied();
        assertThatThrownBy(() -> node.leftovers.giveUp(first.id(), first.name(), TestRegion.TEST))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("declared lost and does not answer");
        cutOffFirst();
        loseFirst();
        assertThatThrownBy(() -> node.leftovers.giveUp(first.id(), "another", TestRegion.TEST))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("name is 'another'");
        assertThat(node.leftovers.giveUp(first.id(), first.name(), TestRegion.TEST))
                .isEqualTo(1);
        assertThat(node.leftovers.on(first.id(), 10)).isEmpty();
        assertThat(node.leftovers.giveUp(first.id(), first.name(), TestRegion.TEST))
                .isZero();
        assertThat(node.audit.latest(AuditFilter.of("host", first.id(), 20)))
                .filteredOn(entry -> entry.action().equals("host.give-up-leftovers"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.before().orElse("")).contains(desktop.id() + "-user"));
        node.hosts.remove(first.id(), revision(first), TestRegion.TEST);
        rounds(1);
        assertThat(other.files(userVolume(now(desktop)))).containsEntry(FILE, FILE);
    }

    @Test
    void hostThatWasGivenUpAndComesBackRunsNothingAndLosesNothing() {
        Desktop desktop = copied();
        VolumeName left = userVolume(desktop);
        region.world.write(left, LATER, LATER);
        cutOffFirst();
        loseFirst();
        node.leftovers.giveUp(first.id(), first.name(), TestRegion.TEST);
        region.world.unreachable(false);
        rounds(3);
        assertThat(region.world.runs(machine(desktop))).isFalse();
        node.sweep.sweep();
        assertThat(region.world.files(left)).containsKeys(FILE, LATER);
        assertThat(node.audit.latest(AuditFilter.of("host", first.id(), 20)))
                .anyMatch(entry -> entry.reason().startsWith("Kept volume " + left));
    }

    @Test
    void restartThatFailsHalfwayLeavesNothingAndIsTriedAgain() {
        Desktop desktop = copied();
        other.faults().refuseNext(Operation.ENSURE_VOLUME, 2);
        cutOffFirst();
        loseFirst();
        rounds(6);
        Desktop gone = now(desktop);
        assertThat(gone.host()).contains(second.id());
        assertThat(gone.state()).isEqualTo(DesktopState.AVAILABLE);
        assertThat(other.files(userVolume(gone))).containsEntry(FILE, FILE);
        node.sweep.sweep();
        assertThat(other.allVolumes().keySet().stream().filter(name -> isOwn(desktop, name)))
                .containsExactlyInAnyOrder(userVolume(gone), VolumeNames.root(gone));
    }

    @Test
    void hostThatComesBackBeforeTheRestartKeepsItsDesktop() {
        Desktop desktop = copied();
        other.faults().refuseNext(Operation.ENSURE_VOLUME, 1_000);
        cutOffFirst();
        loseFirst();
        assertThat(now(desktop).host()).contains(first.id());
        region.world.unreachable(false);
        node.watch.ask(first.id());
        activate(first);
        other.faults().clear();
        rounds(6);
        assertThat(now(desktop).host()).contains(first.id());
        assertThat(region.world.files(userVolume(now(desktop)))).containsEntry(FILE, FILE);
        assertThat(other.allVolumes().keySet().stream().filter(name -> isOwn(desktop, name)))
                .isEmpty();
    }

    private void cutOffFirst() {
        region.world.unreachable(true);
        node.watch.ask(first.id());
    }

    private void loseFirst() {
        lose(true);
        rounds(4);
    }

    private static boolean isOwn(Desktop desktop, VolumeName name) {
        return name.value().startsWith(desktop.id().toString())
                && VolumeNames.generationOf(name).isPresent();
    }

    private static List<VolumeName> copiesOn(SimulatedWorld world, Desktop desktop) {
        return world.allVolumes().keySet().stream()
                .filter(name -> name.value().startsWith(desktop.id() + "-copy-"))
                .toList();
    }
}
