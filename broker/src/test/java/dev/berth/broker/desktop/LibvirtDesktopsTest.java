package dev.berth.broker.desktop;

import static dev.berth.hypervisor.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostSpec;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.Observation;
import dev.berth.hypervisor.libvirt.LibvirtDriver;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Kills on the real thing: libvirt on this machine, and the golden image. */
@Tag("real")
@Tag("libvirt")
class LibvirtDesktopsTest {

    private static final Path IMAGE = Path.of(System.getProperty("berth.image-dir", "/var/lib/berth/images/desktop"));
    private static final String POOL = "berth-desktop-test";
    private static final Duration BOOT = Duration.ofMinutes(6);
    private static final Duration SHORT = Duration.ofMinutes(2);

    private TestRegion region;
    private TestNode node;
    private Host host;
    private Bundle bundle;
    private PersonId person;

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
        bundle = region.bundle(RunningMode.AUTO_STOP);
        region.jdbc
                .sql("update bundle set root_volume_mib = 8192, user_volume_mib = 2048")
                .update();
        person = region.person();
        begin(Life.endless());
        var connection = new HostConnection(URI.create("qemu:///system"), POOL, "127.0.0.1");
        host = node.hosts.add(new HostSpec("local", connection, 16, 0), TestRegion.TEST);
        node.watch.ask(host.id());
        host = node.hostStore.find(host.id()).orElseThrow();
    }

    @AfterEach
    void leaveNothing() {
        begin(Life.endless());
        node.desktops.list(DesktopFilter.ALL, Page.first(50)).forEach(desktop -> node.desktops.terminate(desktop.id()));
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
    void killedBrokerLeavesNothingBehindOnLibvirt() {
        for (String line : List.of("after ensureUploaded", "after ensureVolume", "after define", "after start")) {
            begin(Life.ending(line));
            Desktop desktop = open();
            until(SHORT, "killed " + line, () -> node.life.isOver());
            assertThat(region.rows.find(desktop.id()).orElseThrow().state()).isEqualTo(DesktopState.PENDING);
        }
        begin(Life.endless());
        Desktop desktop = open();
        until(BOOT, "ready after four kills", () -> now(desktop).ready());
        assertThat(machines()).containsOnlyOnce(new MachineId(desktop.id().value()));

        begin(Life.ending("after save"));
        node.desktops.stop(desktop.id());
        until(SHORT, "killed after save", () -> node.life.isOver());
        begin(Life.endless());
        until(SHORT, "stopped", () -> now(desktop).state() == DesktopState.STOPPED);
        begin(Life.ending("after start"));
        open();
        until(SHORT, "killed after resume", () -> node.life.isOver());
        begin(Life.endless());
        until(SHORT, "resumed", () -> now(desktop).ready());
        assertThat(now(desktop).condition().savedStateKept()).isNull();

        begin(Life.ending("after remove"));
        node.desktops.terminate(desktop.id());
        until(SHORT, "killed after remove", () -> node.life.isOver());
        begin(Life.endless());
        until(SHORT, "terminated", () -> now(desktop).state() == DesktopState.TERMINATED);
        assertThat(node.connections
                        .on(host.id())
                        .observe(new MachineId(desktop.id().value())))
                .isInstanceOf(Observation.Absent.class);
        node.lifecycle.forget(desktop.id());
        until(
                SHORT,
                "its volumes are gone",
                () -> node.connections.on(host.id()).volumes().stream()
                        .noneMatch(
                                volume -> volume.value().startsWith(desktop.id().toString())));
    }

    @Test
    void firstDesktopIsClonedAlsoByTheBrokerAfterTheKilledOne() {
        node.templates.keepOn(host);
        begin(Life.ending("after startFromTemplate"));
        Desktop desktop = open();
        until(BOOT, "killed after the clone", () -> node.life.isOver());
        begin(Life.endless());
        until(SHORT, "ready as a clone", () -> now(desktop).ready());
        Desktop second = node.desktops.open(region.person(), bundle);
        until(SHORT, "a second clone is ready", () -> now(second).ready());
        assertThat(now(second).reason()).isEmpty();
        System.out.println("second clone: click to ready in "
                + Duration.between(
                        now(second).times().created(), now(second).times().firstReady()));
    }

    private Desktop open() {
        Desktop desktop = node.desktops.open(person, bundle);
        node.reconciler.nudge(desktop.id());
        return desktop;
    }

    private void begin(Life life) {
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

    private void until(Duration limit, String what, BooleanSupplier holds) {
        within(limit, what, () -> {
            if (!node.life.isOver()) {
                node.life.during(node.reconciler::reconcile);
            }
            return holds.getAsBoolean();
        });
    }

    private List<MachineId> machines() {
        return node.connections.on(host.id()).machines();
    }

    private Desktop now(Desktop desktop) {
        return region.rows.find(desktop.id()).orElseThrow();
    }
}
