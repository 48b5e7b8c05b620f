package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.directory.PersonId;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One guest on libvirt, a file in its home, and every operation once: the file is there after each. */
@Tag("real")
@Tag("lifecycle")
class LifecycleOnLibvirtTest extends OneRealGuest {

    private static final String REPORT = "/home/person/report";

    LifecycleOnLibvirtTest() {
        super("berth-lifecycle-test");
    }

    @Test
    void fileInTheHomeOutlivesEveryOperation() {
        PersonId person = region.person();
        desktop = node.desktops.open(person, bundle);
        ready("made");
        write("first");
        node.desktops.reboot(desktop.id());
        ready("rebooted");
        assertThat(read()).isEqualTo("first");
        SnapshotId first = node.snapshots.take(desktop.id());
        until(SHORT, "a whole snapshot", () -> snapshot(first).ready());
        write("second");
        SnapshotId second = node.snapshots.take(desktop.id());
        until(SHORT, "another snapshot", () -> snapshot(second).ready());
        assertThat(snapshot(second).standsOn()).as("an increment").isEqualTo(first);
        assertThat(snapshot(second).bytes()).isLessThan(snapshot(first).bytes());
        said("snapshots");

        write("third");
        node.lifecycle.rebuild(desktop.id(), Optional.empty());
        ready("rebuilt");
        assertThat(read()).isEqualTo("third");

        node.lifecycle.restore(desktop.id(), second);
        ready("restored from an increment");
        assertThat(read()).isEqualTo("second");

        write("fourth");
        node.desktops.stop(desktop.id());
        until(SHORT, "stopped", () -> now().state() == DesktopState.STOPPED);
        node.lifecycle.suspend(desktop.id());
        until(SHORT, "suspended", () -> now().state() == DesktopState.SUSPENDED);
        node.lifecycle.reinstate(desktop.id());
        node.desktops.open(person, bundle);
        ready("suspended and resumed");
        assertThat(read()).isEqualTo("fourth");

        long before = homeKib();
        node.lifecycle.grow(desktop.id(), null, 4096L);
        until(SHORT, "grown", () -> now().blueprint().disks().userMib() == 4096 && homeKib() > before * 3 / 2);
        node.lifecycle.hold(desktop.id());
        node.lifecycle.letGo(desktop.id());
        node.lifecycle.changeMode(desktop.id(), new RunningPolicy(RunningMode.MANUAL, 60));
        said("grown while it runs");

        Bundle other = bundle();
        node.lifecycle.migrate(desktop.id(), other.id());
        ready("migrated");
        assertThat(now().bundle()).isEqualTo(other.id());
        assertThat(read()).isEqualTo("fourth");

        node.lifecycle.changeCompute(desktop.id(), new Compute(1, 1280), false);
        node.desktops.terminate(desktop.id());
        until(SHORT, "terminated", () -> now().state() == DesktopState.TERMINATED);
        node.lifecycle.revive(desktop.id());
        node.desktops.open(person, other);
        ready("revived with another size");
        assertThat(read()).isEqualTo("fourth");
        assertThat(exec("", "/usr/bin/nproc")).isEqualTo("1");
    }

    private void write(String text) {
        exec(text, "/usr/bin/tee", REPORT);
    }

    private String read() {
        return exec("", "/usr/bin/cat", REPORT);
    }

    private long homeKib() {
        String[] lines = exec("", "/usr/bin/df", "--output=size", "/home").split("\n", -1);
        return Long.parseLong(lines[1].strip());
    }

    private Snapshot snapshot(SnapshotId id) {
        Snapshot snapshot = node.snapshotRows.find(id).orElseThrow();
        assertThat(snapshot.state()).as("%s", snapshot).isNotEqualTo(SnapshotState.FAILED);
        return snapshot;
    }
}
