package dev.berth.broker.desktop;

import static dev.berth.hypervisor.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostState;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two scheduler nodes that work at the same time, each on threads of its own, while hosts are emptied back and forth and
 * people open and stop their desktops.
 */
class TwoNodesMoveTest extends TwoHosts {

    private static final int DESKTOPS = 5;
    private static final int ROUNDS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<Desktop> desktops = new ArrayList<>();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private volatile boolean over;

    @Test
    @Timeout(300)
    void whatTwoNodesMoveAtOnceIsInOnePlaceAndRunsOnce() throws InterruptedException {
        for (int i = 0; i < DESKTOPS; i++) {
            Desktop desktop = node.desktops.open(region.person(), bundle);
            region.settle(node);
            region.world.write(userVolume(desktop), FILE, desktop.id().toString());
            desktops.add(now(desktop));
        }
        // Time goes on for retries alone: both nodes live, and their claims do not lapse.
        region.clock.also(duration -> {});
        TestNode another = region.node();
        List<Thread> threads = List.of(working(node), working(another));
        try {
            ask(() -> activate(second));
            for (int round = 0; round < ROUNDS; round++) {
                emptied(round % 2 == 0 ? first : second, another);
                ask(() -> another.desktops.reopen(desktops.getFirst().id()));
                ask(() -> node.desktops.reopen(desktops.getLast().id()));
            }
        } finally {
            over = true;
            for (Thread thread : threads) {
                assertThat(thread.join(LIMIT)).isTrue();
            }
        }
        assertThat(another.reconciler.awaitIdle(LIMIT)).isTrue();
        rounds(4);
        assertThat(faults).isEmpty();
        desktops.forEach(this::isWhole);
    }

    /** Its desktops are stopped, every other one by the other node. */
    private void emptied(Host host, TestNode another) {
        ask(() -> drain(host, true));
        long end = System.nanoTime() + LIMIT.toNanos();
        while (state(host) != HostState.DRAINED) {
            assertThat(System.nanoTime())
                    .as("%s is not empty: %s", host.name(), told())
                    .isLessThan(end);
            region.clock.advance(Duration.ofSeconds(5));
            for (int i = 0; i < DESKTOPS; i++) {
                stopped(desktops.get(i), i % 2 == 0 ? node : another);
            }
            assertThat(faults).isEmpty();
            desktops.forEach(this::runsOnce);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        ask(() -> activate(host));
    }

    /** One that is starting cannot be stopped yet: it is asked again. */
    private void stopped(Desktop desktop, TestNode asked) {
        if (now(desktop).state() == DesktopState.AVAILABLE) {
            ask(() -> asked.desktops.stop(desktop.id()));
        }
    }

    private List<String> told() {
        return desktops.stream()
                .map(desktop -> {
                    Desktop present = now(desktop);
                    return present.condition() + " " + present.agenda().residence();
                })
                .toList();
    }

    /** What a scheduler node does by its timers, as fast as it can. */
    private Thread working(TestNode worker) {
        return Thread.ofPlatform().start(() -> {
            try {
                while (!over) {
                    worker.hostStore.list().forEach(host -> worker.watch.ask(host.id()));
                    worker.reconciler.reconcile();
                    worker.remains.clear();
                    worker.watch.markDrained();
                    LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
                }
            } catch (RuntimeException | AssertionError fault) {
                faults.add(fault);
            }
        });
    }

    /** Until it is taken, or refused for what the desktop is at; a node may have noted something of the host meanwhile. */
    private void ask(Runnable wish) {
        within(LIMIT, "it is asked", () -> {
            try {
                wish.run();
                return true;
            } catch (GuardRefusedException refused) {
                return true;
            } catch (StaleRevisionException meanwhile) {
                return false;
            }
        });
    }

    private void runsOnce(Desktop desktop) {
        var machine = new MachineId(desktop.id().value());
        assertThat(other.runs(machine) && region.world.runs(machine))
                .as("desktop %s runs on both hosts", desktop.id())
                .isFalse();
    }

    private void isWhole(Desktop desktop) {
        Desktop end = now(desktop);
        assertThat(end.agenda().residence().relocation()).isNull();
        SimulatedWorld home = end.placedOn().equals(first.id()) ? region.world : other;
        SimulatedWorld elsewhere = home == other ? region.world : other;
        assertThat(home.files(userVolume(end)))
                .as("%s", end.condition())
                .containsEntry(FILE, end.id().toString());
        Set<String> left = new HashSet<>();
        elsewhere.allVolumes().keySet().stream()
                .map(Object::toString)
                .filter(name -> name.startsWith(end.id().toString()))
                .forEach(left::add);
        assertThat(left).as("on the other host, %s", end.condition()).isEmpty();
    }
}
