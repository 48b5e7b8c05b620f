package dev.berth.broker.desktop;

import static dev.berth.hypervisor.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.hypervisor.simulated.Operation;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that is halted while it copies a snapshot, for longer than its lease; another one takes over meanwhile. */
class HaltedCopierTest extends TwoHosts {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** It comes back when the copy that it was at is gone, and another of the same snapshot is begun on the same host. */
    @ParameterizedTest
    @ValueSource(strings = {"before update desktop_copy set arrived", "before update desktop_copy set state = 'WHOLE'"})
    void haltedNodeVouchesForNothingThatAnotherIsAtByNow(String line) {
        Desktop desktop = worked();
        activate(second);
        node.hostStore.list().forEach(host -> node.watch.ask(host.id()));
        node.snapshots.take(desktop.id());
        region.settle(node);
        Life halting = Life.haltingAt(line);
        TestNode slow = region.node(halting, TestRegion.settings());
        slow.copies.copy();
        within(LIMIT, "it is halted", halting::isHalted);
        assertThat(copies(desktop)).singleElement().matches(copy -> copy.state() == CopyState.COPYING);

        policy("insert into bundle_copies (bundle_id, policy) values (?, 'OFF')");
        copyAll();
        assertThat(copies(desktop)).isEmpty();
        policy("delete from bundle_copies where bundle_id = ?");
        other.faults().refuseNext(Operation.UPLOAD, 1);
        copyOnce();
        DesktopCopy begun = copies(desktop).getFirst();
        assertThat(begun.state()).isEqualTo(CopyState.COPYING);
        assertThat(begun.arrived()).isEmpty();

        halting.goOn();
        assertThat(slow.copies.awaitIdle(LIMIT)).isTrue();
        assertThat(copies(desktop)).singleElement().isEqualTo(begun);

        copyAll();
        DesktopCopy whole = copies(desktop).getFirst();
        assertThat(whole.whole()).isTrue();
        assertThat(other.files(whole.user())).containsEntry(FILE, FILE);
    }

    private void policy(String sql) {
        region.jdbc.sql(sql).param(bundle.id().value()).update();
    }
}
