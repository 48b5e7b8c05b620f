package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who gets the room there is, with one node and with two. */
class RoomTest extends InASimulatedRegion {

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
        new JdbcClaims(node.jdbc, new NodeClaim(), node.transactions).take(desktop.id(), Duration.ofSeconds(15));
        region.settle(node);
        assertThat(now(desktop).state()).isEqualTo(DesktopState.PENDING);
        region.settle(node, 1, Duration.ofSeconds(16));
        assertThat(now(desktop).ready()).isTrue();
    }
}
