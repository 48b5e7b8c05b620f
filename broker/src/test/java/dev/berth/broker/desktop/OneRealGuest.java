package dev.berth.broker.desktop;

import static dev.berth.hypervisor.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.RunningMode;
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
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.json.JsonMapper;

/** A region whose host is the local libvirt, and one real guest on it. */
abstract class OneRealGuest {

    static final Duration BOOT = Duration.ofMinutes(6);
    static final Duration SHORT = Duration.ofMinutes(2);

    private static final Path IMAGE = Path.of(System.getProperty("berth.image-dir", "/var/lib/berth/images/desktop"));

    TestRegion region;
    TestNode node;
    Bundle bundle;
    Desktop desktop;
    private final String pool;
    private Host host;
    private Instant last = Instant.now();

    OneRealGuest(String pool) {
        this.pool = pool;
    }

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
        var connection = new HostConnection(URI.create("qemu:///system"), pool, "127.0.0.1");
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

    final Bundle bundle() {
        Bundle made = region.bundle(RunningMode.AUTO_STOP);
        region.jdbc
                .sql("update bundle set root_volume_mib = 8192, user_volume_mib = 2048")
                .update();
        return made;
    }

    final void ready(String what) {
        until(BOOT, what, () -> now().ready());
        assertThat(now().reason()).isEmpty();
        said(what);
    }

    /** How long each took stands in the test's output. */
    final void said(String what) {
        System.out.println(what + ": " + Duration.between(last, Instant.now()));
        last = Instant.now();
    }

    final String exec(String standardInput, String... command) {
        var result = node.desktops.machine(desktop.id()).exec(List.of(command), standardInput, Duration.ofSeconds(30));
        assertThat(result.exitCode()).as("%s", result).isZero();
        return result.output().strip();
    }

    final Desktop now() {
        return region.rows.find(desktop.id()).orElseThrow();
    }

    final void until(Duration limit, String what, BooleanSupplier holds) {
        within(limit, what, () -> {
            node.reconciler.reconcile();
            return holds.getAsBoolean();
        });
    }
}
