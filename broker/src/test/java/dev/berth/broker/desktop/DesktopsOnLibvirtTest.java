package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.directory.PersonId;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.Observation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kills on the real thing: libvirt on this machine, and the golden image. */
@Tag("real")
@Tag("libvirt")
class DesktopsOnLibvirtTest extends OnLibvirt {

    private Bundle bundle;
    private PersonId person;

    DesktopsOnLibvirtTest() {
        super("berth-desktop-test");
    }

    @BeforeEach
    void somebody() {
        bundle = bundle();
        person = region.person();
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

    private List<MachineId> machines() {
        return node.connections.on(host.id()).machines();
    }
}
