package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostSpec;
import dev.berth.broker.host.HostState;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

/** A second host beside the first, which takes no new desktop until it is activated. */
abstract class TwoHosts extends InASimulatedRegion {

    static final String FILE = "/home/person/letter";

    final SimulatedWorld other = SimulatedWorld.named("region-" + UUID.randomUUID());
    Host first;
    Host second;

    @BeforeEach
    void secondHost() {
        first = node.hostStore.list().getFirst();
        second = region.addHost(node, other);
        drain(second, false);
    }

    /** A desktop that runs on the first host, with a file. */
    final Desktop worked() {
        Desktop desktop = running();
        assertThat(desktop.host()).contains(first.id());
        region.world.write(userVolume(desktop), FILE, FILE);
        return desktop;
    }

    /** The same, with a copy of its snapshot on the second. */
    final Desktop copied() {
        Desktop desktop = worked();
        activate(second);
        snapshot(desktop);
        assertThat(copies(desktop)).singleElement().matches(DesktopCopy::whole);
        return desktop;
    }

    final void snapshot(Desktop desktop) {
        region.clock.advance(Duration.ofSeconds(1));
        node.snapshots.take(desktop.id());
        region.settle(node);
        copyAll();
    }

    final void copyAll() {
        node.hostStore.list().forEach(host -> node.watch.ask(host.id()));
        for (int i = 0; i < 3; i++) {
            copyOnce();
        }
    }

    final void copyOnce() {
        region.clock.advance(Duration.ofMinutes(6));
        node.copies.copy();
        assertThat(node.copies.awaitIdle(Duration.ofSeconds(60))).isTrue();
    }

    final List<DesktopCopy> copies(Desktop desktop) {
        return new JdbcCopies(region.jdbc).of(desktop.id());
    }

    final void drain(Host host, boolean shutSavedDown) {
        node.hosts.drain(host.id(), revision(host), shutSavedDown, TestRegion.TEST);
    }

    final void activate(Host host) {
        node.hosts.activate(host.id(), revision(host), TestRegion.TEST);
    }

    final void lose(boolean saidToBeOff) {
        node.hosts.declareLost(first.id(), revision(first), first.name(), saidToBeOff, TestRegion.TEST);
    }

    final void rounds(int number) {
        for (int i = 0; i < number; i++) {
            node.hostStore.list().forEach(host -> node.watch.ask(host.id()));
            region.settle(node, 1, Duration.ofSeconds(25));
            node.remains.clear();
            node.watch.markDrained();
        }
    }

    final long revision(Host host) {
        return node.hostStore.find(host.id()).orElseThrow().revision();
    }

    final HostState state(Host host) {
        return node.hostStore.find(host.id()).orElseThrow().state();
    }

    /** Both hosts have one pool, and say so. */
    final void share() {
        other.shareStorageOf(region.world);
        for (Host host : List.of(first, second)) {
            HostSpec spec = host.spec();
            node.hosts.change(
                    host.id(),
                    revision(host),
                    new HostSpec(
                            spec.name(), spec.connection(), spec.vcpuOvercommit(), spec.reservedMemoryMib(), "san"),
                    TestRegion.TEST);
        }
    }

    final void stopAndEmptyFirst(Desktop desktop, boolean shutSavedDown) {
        stopDown(desktop);
        emptyFirst(shutSavedDown);
        rounds(6);
    }

    final void stopDown(Desktop desktop) {
        node.desktops.stop(desktop.id());
        region.settle(node);
        assertThat(now(desktop).state()).isEqualTo(DesktopState.STOPPED);
    }

    final void emptyFirst(boolean shutSavedDown) {
        activate(second);
        drain(first, shutSavedDown);
    }

    final String note(Desktop desktop) {
        Relocation relocation = now(desktop).agenda().residence().relocation();
        return relocation == null || relocation.note() == null ? "" : relocation.note();
    }

    static List<String> volumesOf(Desktop desktop, SimulatedWorld world) {
        return world.allVolumes().keySet().stream()
                .map(Object::toString)
                .filter(name -> name.startsWith(desktop.id().toString()))
                .toList();
    }
}
