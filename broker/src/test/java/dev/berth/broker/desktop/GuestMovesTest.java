package dev.berth.broker.desktop;

import static dev.berth.hypervisor.Within.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostSpec;
import dev.berth.broker.host.HostState;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.Observation;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.libvirt.RemoteLibvirt;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A guest on two libvirtd in namespaces of their own: the one is lost while it works there, and later the other is emptied. */
@Tag("real")
@Tag("libvirt")
@Tag("lifecycle")
@ResourceLock("real guests")
class GuestMovesTest {

    private static final String REPORT = "/home/person/report";
    private static final String LATER = "/home/person/later";
    private static final String IN_MEMORY = "/dev/shm/open";
    private static final String BOOT = "/proc/sys/kernel/random/boot_id";

    private Instant last = Instant.now();
    private RemoteLibvirt first;
    private RemoteLibvirt second;
    private TestRegion region;
    private TestNode node;
    private Host kvm1;
    private Host kvm2;
    private PersonId person;
    private Bundle bundle;
    private Desktop desktop;

    @BeforeEach
    void twoHosts() throws IOException {
        first = RemoteLibvirt.start();
        second = RemoteLibvirt.start();
        region = OnLibvirt.withTheGoldenImage();
        node = region.node(Life.endless(), TestRegion.settings(), RemoteLibvirt.driver());
        bundle = OnLibvirt.bundle(region);
        person = region.person();
    }

    @AfterEach
    void end() {
        region.close();
        first.close();
        second.close();
    }

    @Test
    void whatAPersonWroteOutlivesALostHostAndADrainedOne() {
        worksOnTheFirst();
        goesOnFromTheCopyOnceTheFirstIsLost();
        firstComesBackAndIsHeld();
        secondIsEmptiedAndItGoesOnWhereItWas();
    }

    private void worksOnTheFirst() {
        kvm1 = add("kvm1", first, first.overTls());
        desktop = node.desktops.open(person, bundle);
        until("it works on the first", () -> now().ready());
        exec("dear diary", "/usr/bin/tee", REPORT);
        kvm2 = add("kvm2", second, second.overSsh());
        // Of a machine that is saved, a snapshot holds what differs from the image alone, and is sent in no time.
        node.desktops.stop(desktop.id());
        until("it is saved", () -> now().state() == DesktopState.STOPPED);
        node.snapshots.take(desktop.id());
        until(
                "a snapshot is taken",
                () -> node.snapshots.restorable(desktop.id()).size() == 1);
        until("and copied to the second", () -> {
            copyAtOnce();
            return new JdbcCopies(region.jdbc).of(desktop.id()).stream().anyMatch(DesktopCopy::whole);
        });
        node.desktops.open(person, bundle);
        until("it goes on on the first", () -> now().ready());
        exec("not in the copy", "/usr/bin/tee", LATER);
    }

    private void goesOnFromTheCopyOnceTheFirstIsLost() {
        first.cutPower();
        until("it is seen to be away", () -> {
            node.watch.ask(kvm1.id());
            return !host(kvm1).health().reachable();
        });
        assertThat(now().host()).contains(kvm1.id());
        assertThatThrownBy(() -> lose(false)).isInstanceOf(ChangeRefusedException.class);
        lose(true);
        until("it is on the second", () -> isOn(kvm2));
        // The next snapshot would be a whole one, and move with it later: that is seen in other tests.
        region.jdbc.sql("delete from desktop_snapshot where state = 'MAKING'").update();
        until("it works on the second", () -> now().ready());
        assertThat(exec("", "/usr/bin/cat", REPORT)).isEqualTo("dear diary");
    }

    private void firstComesBackAndIsHeld() {
        first.powerUp();
        until("it is back", () -> {
            node.watch.ask(kvm1.id());
            return host(kvm1).health().reachable();
        });
        assertThat(host(kvm1).state()).isEqualTo(HostState.LOST);
        assertThatThrownBy(() -> activate(kvm1))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("still being turned off");
        until("its machine is gone from there", () -> {
            node.remains.clear();
            return isGoneFrom(kvm1);
        });
        assertThat(node.audit.latest(AuditFilter.of("host", kvm1.id(), 20)))
                .anyMatch(entry -> entry.action().equals("host.fence"));
        assertThat(node.leftovers.on(kvm1.id(), 10))
                .singleElement()
                .satisfies(left -> assertThat(left.volumes()).isNotEmpty());
        node.leftovers.delete(kvm1.id(), desktop.id(), now().blueprint().hostname(), TestRegion.TEST);
        activate(kvm1);
    }

    private void secondIsEmptiedAndItGoesOnWhereItWas() {
        exec("an open program", "/usr/bin/tee", IN_MEMORY);
        String boot = exec("", "/usr/bin/cat", BOOT);
        node.hosts.drain(kvm2.id(), host(kvm2).revision(), false, TestRegion.TEST);
        until("it is looked at", () -> now().agenda().residence().tenure().leaves());
        node.reconciler.reconcile();
        assertThat(now().ready()).as("it runs, and is waited for").isTrue();
        assertThat(isOn(kvm2)).isTrue();
        assertThat(host(kvm2).state()).isEqualTo(HostState.DRAINING);
        node.desktops.stop(desktop.id());
        until("it is saved and on the first", () -> isOn(kvm1));
        assertThat(node.connections.on(kvm1.id()).observe(machine()))
                .isEqualTo(new Observation.Present(Observation.PowerState.SAVED));
        VolumeName user = VolumeNames.user(now());
        assertThat(read(first, user, "person/report")).isEqualTo("dear diary");
        assertThat(read(first, user, "person/later")).isEmpty();
        until("its machine and volumes are gone from the second", () -> {
            node.remains.clear();
            return isGoneFrom(kvm2) && !node.connections.on(kvm2.id()).hasVolume(user);
        });
        node.desktops.open(person, bundle);
        until("it goes on on the first", () -> now().ready());
        assertThat(exec("", "/usr/bin/cat", BOOT)).as("it was not booted").isEqualTo(boot);
        assertThat(exec("", "/usr/bin/cat", IN_MEMORY)).isEqualTo("an open program");
    }

    /** A round that came too early is not waited for. */
    private void copyAtOnce() {
        region.jdbc.sql("update desktop_copying set retry_at = null").update();
        node.copies.copy();
    }

    private boolean isGoneFrom(Host host) {
        return node.connections.on(host.id()).observe(machine()) instanceof Observation.Absent;
    }

    /** What its guest would find in its home. */
    private static String read(RemoteLibvirt where, VolumeName home, String file) {
        return where.run(List.of(
                        "bash",
                        "-c",
                        "qemu-img convert -O raw /var/lib/libvirt/berth-pools/berth/" + home
                                + " /run/home && debugfs -R 'cat " + file + "' /run/home 2>/dev/null"))
                .strip();
    }

    private boolean isOn(Host host) {
        return now().host().filter(host.id()::equals).isPresent();
    }

    private Host add(String name, RemoteLibvirt where, URI uri) {
        var connection = new HostConnection(uri, "berth", where.address());
        Host host = node.hosts.add(new HostSpec(name, connection, 16, 0), TestRegion.TEST);
        node.watch.ask(host.id());
        assertThat(host(host).health().reachable())
                .as("%s", host(host).health())
                .isTrue();
        return host;
    }

    private void lose(boolean saidToBeOff) {
        node.hosts.declareLost(kvm1.id(), host(kvm1).revision(), "kvm1", saidToBeOff, TestRegion.TEST);
    }

    private void activate(Host host) {
        node.hosts.activate(host.id(), host(host).revision(), TestRegion.TEST);
    }

    private Host host(Host host) {
        return node.hostStore.find(host.id()).orElseThrow();
    }

    /** How long each took stands in the test's output. */
    private void until(String what, BooleanSupplier holds) {
        within(OnLibvirt.BOOT, what, () -> {
            node.reconciler.reconcile();
            return holds.getAsBoolean();
        });
        System.out.println(what + ": " + Duration.between(last, Instant.now()));
        last = Instant.now();
    }

    private String exec(String standardInput, String... command) {
        var result = node.desktops.machine(desktop.id()).exec(List.of(command), standardInput, Duration.ofSeconds(30));
        assertThat(result.exitCode()).as("%s", result).isZero();
        return result.output().strip();
    }

    private MachineId machine() {
        return new MachineId(desktop.id().value());
    }

    private Desktop now() {
        return node.desktop(desktop.id());
    }
}
