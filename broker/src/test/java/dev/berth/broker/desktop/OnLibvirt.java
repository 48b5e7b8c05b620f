package dev.berth.broker.desktop;

import static dev.berth.hypervisor.Within.within;

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
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.json.JsonMapper;

/**
 * Libvirt on this machine, a pool of the class's own on it, and the golden image. Nothing is left behind. Guests take the
 * whole machine while they boot, so there is one such class at a time.
 */
@ResourceLock("real guests")
abstract class OnLibvirt {

    static final Duration BOOT = Duration.ofMinutes(6);
    static final Duration SHORT = Duration.ofMinutes(2);

    private static final Path IMAGE = Path.of(System.getProperty("berth.image-dir", "/var/lib/berth/images/desktop"));

    private final String pool;

    TestRegion region;
    TestNode node;
    Host host;

    OnLibvirt(String pool) {
        this.pool = pool;
    }

    @BeforeEach
    void addHost() throws IOException {
        region = withTheGoldenImage();
        begin(Life.endless());
        var connection = new HostConnection(URI.create("qemu:///system"), pool, "127.0.0.1");
        host = node.hosts.add(new HostSpec("local", connection, 16, 0), TestRegion.TEST);
        node.watch.ask(host.id());
        host = node.hostStore.find(host.id()).orElseThrow();
    }

    /** A region on real time, whose one image is the golden one. */
    static TestRegion withTheGoldenImage() throws IOException {
        var region = new TestRegion(IMAGE);
        region.clock.tick();
        String commandLine = JsonMapper.shared()
                .readTree(Files.readString(IMAGE.resolve("image.json")))
                .path("commandLine")
                .asString();
        region.jdbc
                .sql("update image_version set command_line = ?")
                .param(commandLine)
                .update();
        return region;
    }

    @AfterEach
    void leaveNothing() {
        begin(Life.endless());
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

    /** Another node, which takes over what the one before was at. */
    final void begin(Life life) {
        if (node != null) {
            node.close();
            region.jdbc
                    .sql("update desktop set claimed_until = now() - interval '1 s' where claim is not null")
                    .update();
            region.jdbc
                    .sql("update host_artifact set claimed_until = now() - interval '1 s' where claim is not null")
                    .update();
        }
        node = region.node(life, TestRegion.settings(), new LibvirtDriver());
    }

    final Bundle bundle() {
        return bundle(region);
    }

    /** Of the golden image's size. */
    static Bundle bundle(TestRegion region) {
        Bundle made = region.bundle(RunningMode.AUTO_STOP);
        region.jdbc
                .sql("update bundle set root_volume_mib = 8192, user_volume_mib = 2048")
                .update();
        return made;
    }

    final Desktop now(Desktop desktop) {
        return region.rows.find(desktop.id()).orElseThrow();
    }

    final void until(Duration limit, String what, BooleanSupplier holds) {
        within(limit, what, () -> {
            if (!node.life.isOver()) {
                node.life.during(node.reconciler::reconcile);
            }
            return holds.getAsBoolean();
        });
    }
}
