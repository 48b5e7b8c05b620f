package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.desktop.HostSlots.Kind;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** What takes a host long is bounded over all nodes together, and what a dead node held is another's after its lease. */
class HostSlotsTest extends InASimulatedRegion {

    @Test
    void twoNodesTakeOneSnapshotAtATimeOnAHost() {
        HostId host = node.hostStore.list().getFirst().id();
        HostSlots one = slots();
        HostSlots other = slots();
        HostSlots.Slot held = one.take(host, Kind.SNAPSHOT).orElseThrow();
        assertThat(other.take(host, Kind.SNAPSHOT)).isEmpty();
        assertThat(other.take(host, Kind.MOVE)).isPresent();
        one.giveBack(held);
        assertThat(other.take(host, Kind.SNAPSHOT)).isPresent();
    }

    @Test
    void slotOfADeadNodeIsAnothersAfterItsLeaseAndIsNotGivenBackByTheDead() {
        HostId host = node.hostStore.list().getFirst().id();
        HostSlots dead = slots();
        HostSlots other = slots();
        HostSlots.Slot held = dead.take(host, Kind.SNAPSHOT).orElseThrow();
        region.clock.advance(Duration.ofSeconds(10));
        dead.renew(List.of(held));
        region.clock.advance(Duration.ofSeconds(10));
        assertThat(other.take(host, Kind.SNAPSHOT)).isEmpty();
        region.clock.advance(Duration.ofSeconds(6));
        assertThat(other.take(host, Kind.SNAPSHOT)).isPresent();
        dead.giveBack(held);
        assertThat(dead.take(host, Kind.SNAPSHOT)).isEmpty();
    }

    @Test
    void soManyCopiesLeaveOrReachAHostAtOnce() {
        HostId from = node.hostStore.list().getFirst().id();
        HostId to = region.addHost(node, SimulatedWorld.named("region-" + UUID.randomUUID()))
                .id();
        HostId third = region.addHost(node, SimulatedWorld.named("region-" + UUID.randomUUID()))
                .id();
        var copying = new JdbcCopying(node.jdbc, new JdbcTransactionManager(node.database));
        DesktopId first = running().id();
        DesktopId second = node.desktops.open(region.person(), bundle).id();
        UUID one = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        assertThat(copying.claim(first, one, Duration.ofSeconds(15))).isTrue();
        assertThat(copying.claim(first, other, Duration.ofSeconds(15))).isFalse();
        assertThat(copying.claim(second, other, Duration.ofSeconds(15))).isTrue();
        assertThat(copying.occupy(first, one, from, to, 1)).isTrue();
        assertThat(copying.occupy(second, other, third, to, 1)).isFalse();
        assertThat(copying.occupy(second, other, third, to, 2)).isTrue();
        copying.release(first, one, null, null);
        assertThat(copying.occupy(second, other, third, to, 1)).isTrue();
    }

    private HostSlots slots() {
        return new HostSlots(node.jdbc, new NodeClaim(), TestRegion.settings());
    }
}
