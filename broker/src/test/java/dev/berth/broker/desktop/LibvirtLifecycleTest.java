package dev.berth.broker.desktop;

import static dev.berth.hypervisor.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostSpec;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.libvirt.LibvirtDriver;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** One guest on libvirt, a file in its home, and every operation once: the file is there after each. */
@Tag("real")
@Tag("lifecycle")
class LibvirtLifecycleTest {

    private static final Path IMAGE = Path.of(System.getProperty("berth.image-dir", "/var/lib/berth/images/desktop"));
    private static final String POOL = "berth-lifecycle-test";
    private static final Duration BOOT = Duration.ofMinutes(6);
    private static final Duration SHORT = Duration.ofMinutes(2);
    private static final String REPORT = "/home/person/report";

    private TestRegion region;
    private TestNode node;
    private Host host;
    private Bundle bundle;
    private Desktop desktop;
    private Instant last = Instant.now();

    @BeforeEach
    void begin() throws IOException {
        region = new TestRegion(IMAGE);
        region.clock.tick();
        String commandLine = JsonMapper.shared()
                .readTree(Files.readString(IMAGE.resolve("image.json")))
                .path("commandLine")
                .asString();
        region.jdbc
                .sql("update image_version set command_line = ?")
                .param(commandLine)
                .update();
        bundle = bundle();
        node = region.node(Life.endless(), TestRegion.settings(), new LibvirtDriver());
        var connection = new HostConnection(URI.create("qemu:///system"), POOL, "127.0.0.1");
        host = node.hosts.add(new HostSpec("local", connection, 16, 0), TestRegion.TEST);
        node.watch.ask(host.id());
        host = node.hostStore.find(host.id()).orElseThrow();
    }

    @AfterEach
    void leaveNothing() {
        node.desktops.list(DesktopFilter.ALL, Page.first(50)).forEach(living -> {
            if (living.state() == DesktopState.SUSPENDED) {
                node.lifecycle.reinstate(living.id());
            }
            node.desktops.terminate(living.id());
        });
        until(
                SHORT,
                "all are terminated",
                () -> node.desktops.list(DesktopFilter.ALL, Page.first(50)).isEmpty());
        var terminated = new DesktopFilter(null, DesktopState.TERMINATED, null, null, null);
        node.desktops.list(terminated, Page.first(50)).forEach(gone -> node.lifecycle.forget(gone.id()));
        until(
                SHORT,
                "no volume is left",
                () -> node.connections.on(host.id()).volumes().stream()
                        .flatMap(volume -> VolumeNames.desktopOf(volume).stream())
                        .noneMatch(desktop -> region.rows.find(desktop).isPresent()));
        region.jdbc.sql("delete from desktop").update();
        region.jdbc.sql("delete from bundle").update();
        node.templates.keepOn(host);
        region.close();
    }

    @Test
    void fileInTheHomeOutlivesEveryOperation() {
        PersonId person = region.person();
        desktop = node.desktops.open(person, bundle);
        ready("made");
        write("first");
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

    private Bundle bundle() {
        Bundle made = region.bundle(RunningMode.AUTO_STOP);
        region.jdbc
                .sql("update bundle set root_volume_mib = 8192, user_volume_mib = 2048")
                .update();
        return made;
    }

    private void ready(String what) {
        until(BOOT, what, () -> now().ready());
        assertThat(now().reason()).isEmpty();
        said(what);
    }

    /** How long each took stands in the test's output. */
    private void said(String what) {
        System.out.println(what + ": " + Duration.between(last, Instant.now()));
        last = Instant.now();
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

    private String exec(String standardInput, String... command) {
        var result = node.desktops.machine(desktop.id()).exec(List.of(command), standardInput, Duration.ofSeconds(30));
        assertThat(result.exitCode()).as("%s", result).isZero();
        return result.output().strip();
    }

    private Snapshot snapshot(SnapshotId id) {
        Snapshot snapshot = node.snapshotRows.find(id).orElseThrow();
        assertThat(snapshot.state()).as("%s", snapshot).isNotEqualTo(SnapshotState.FAILED);
        return snapshot;
    }

    private Desktop now() {
        return region.rows.find(desktop.id()).orElseThrow();
    }

    private void until(Duration limit, String what, BooleanSupplier holds) {
        within(limit, what, () -> {
            node.reconciler.reconcile();
            return holds.getAsBoolean();
        });
    }
}
