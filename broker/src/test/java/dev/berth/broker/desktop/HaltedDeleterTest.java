package dev.berth.broker.desktop;

import static dev.berth.hypervisor.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.host.HostState;
import dev.berth.hypervisor.simulated.Boundary;
import dev.berth.hypervisor.simulated.Boundary.Moment;
import dev.berth.hypervisor.simulated.Operation;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A node that is halted for longer than its lease between its look at the claim and the deletion of a volume. Nobody does
 * its work meanwhile, for what they made under that name would be deleted when it goes on.
 */
class HaltedDeleterTest extends TwoHosts {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void aMoveIsNobodyElsesWhileWhatWasCutOffIsBeingDeleted() {
        Desktop desktop = worked();
        node.desktops.stop(desktop.id());
        region.settle(node);
        activate(second);
        drain(first, true);
        var halt = new Halt(other, userVolume(desktop).value());
        node.reconciler.reconcile();
        within(LIMIT, "it is halted", () -> {
            node.reconciler.reconcile();
            return halt.halted();
        });

        TestNode fast = region.node();
        for (int i = 0; i < 3; i++) {
            region.clock.advance(Duration.ofSeconds(25));
            fast.reconciler.reconcile();
            assertThat(fast.reconciler.awaitIdle(LIMIT)).isTrue();
        }
        assertThat(now(desktop).host()).contains(first.id());
        halt.goOn();
        within(LIMIT, "it moves", () -> {
            region.clock.advance(Duration.ofSeconds(25));
            node.reconciler.reconcile();
            fast.reconciler.reconcile();
            return now(desktop).host().filter(second.id()::equals).isPresent();
        });
        assertThat(fast.reconciler.awaitIdle(LIMIT)).isTrue();
        rounds(3);
        assertThat(other.files(userVolume(now(desktop)))).containsEntry(FILE, FILE);
        assertThat(state(first)).isEqualTo(HostState.DRAINED);
    }

    @Test
    void newDisksAreNobodyElsesWhileThoseThatWereCutOffAreBeingDeleted() {
        Desktop desktop = worked();
        Disks next = desktop.blueprint().disks().next(1024, 256);
        var halt = new Halt(region.world, VolumeNames.user(desktop.id(), next).value());
        node.lifecycle.rebuild(desktop.id(), Optional.empty());
        within(LIMIT, "it is halted", () -> {
            node.reconciler.reconcile();
            return halt.halted();
        });

        TestNode fast = region.node();
        halt.watch();
        for (int i = 0; i < 3; i++) {
            region.clock.advance(Duration.ofSeconds(25));
            fast.reconciler.reconcile();
            assertThat(fast.reconciler.awaitIdle(LIMIT)).isTrue();
        }
        assertThat(userVolume(now(desktop))).isEqualTo(userVolume(desktop));
        halt.goOn();
        within(LIMIT, "it is rebuilt", () -> {
            region.clock.advance(Duration.ofSeconds(25));
            node.reconciler.reconcile();
            fast.reconciler.reconcile();
            return now(desktop).ready();
        });
        assertThat(userVolume(now(desktop))).isNotEqualTo(userVolume(desktop));
        assertThat(region.world.files(userVolume(now(desktop)))).containsEntry(FILE, FILE);
    }

    @Test
    void aCopyIsNobodyElsesWhileWhatWasCutOffIsBeingDeleted() {
        Desktop desktop = worked();
        activate(second);
        node.hostStore.list().forEach(host -> node.watch.ask(host.id()));
        SnapshotId snapshot = node.snapshots.take(desktop.id());
        region.settle(node);
        var halt = new Halt(other, VolumeNames.copyUser(desktop.id(), snapshot).value());
        node.copies.copy();
        within(LIMIT, "it is halted", halt::halted);

        TestNode fast = region.node();
        region.clock.advance(Duration.ofMinutes(6));
        fast.copies.copy();
        assertThat(fast.copies.awaitIdle(LIMIT)).isTrue();
        assertThat(copies(desktop)).noneMatch(DesktopCopy::whole);
        halt.goOn();
        assertThat(node.copies.awaitIdle(LIMIT)).isTrue();
        copyAll();
        DesktopCopy whole = copies(desktop).getFirst();
        assertThat(whole.whole()).isTrue();
        assertThat(other.files(whole.user())).containsEntry(FILE, FILE);
    }

    /** Stops the first deletion of a volume right before it, for at most a minute. */
    private static final class Halt {

        private final SimulatedWorld world;
        private final String volume;
        private final CountDownLatch goesOn = new CountDownLatch(1);
        private final AtomicReference<@Nullable Thread> halted = new AtomicReference<>();

        Halt(SimulatedWorld world, String volume) {
            this.world = world;
            this.volume = volume;
            watch();
        }

        /** Each node that begins has the watcher replaced by its own. */
        void watch() {
            world.faults().watch(this::pass);
        }

        private void pass(Boundary boundary) {
            if (boundary.operation() == Operation.DELETE_VOLUME
                    && boundary.moment() == Moment.BEFORE
                    && boundary.subject().equals(volume)
                    && halted.compareAndSet(null, Thread.currentThread())) {
                within(Duration.ofMinutes(1), "it is let go on", () -> goesOn.getCount() == 0);
            }
        }

        boolean halted() {
            return halted.get() != null;
        }

        void goOn() {
            goesOn.countDown();
        }
    }
}
