package dev.berth.broker.desktop;

import static dev.berth.hypervisor.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostSpec;
import dev.berth.broker.host.HostState;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import dev.berth.hypervisor.libvirt.RemoteLibvirt;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts on two libvirtd in namespaces of their own, one over TLS and one over SSH, and real volumes that move. */
@Tag("real")
@Tag("libvirt")
class TwoLibvirtsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String POOL_FOLDER = "/var/lib/libvirt/berth-pools/berth/";

    @TempDir
    Path folder;

    private RemoteLibvirt overTls;
    private RemoteLibvirt overSsh;
    private TestRegion region;
    private TestNode node;
    private Bundle bundle;
    private PersonId person;

    @BeforeEach
    void begin() {
        overTls = RemoteLibvirt.start();
        overSsh = RemoteLibvirt.start();
        region = new TestRegion(folder);
        node = region.node(Life.endless(), TestRegion.settings(), RemoteLibvirt.driver());
        bundle = region.bundle(RunningMode.AUTO_STOP);
        person = region.person();
    }

    @AfterEach
    void end() {
        region.close();
        overTls.close();
        overSsh.close();
    }

    @Test
    void desktopMovesFromOneLibvirtToTheOtherWithWhatIsOnItsDisks() {
        Host from = add("kvm1", overTls.overTls());
        Desktop desktop = stoppedOn(from);
        VolumeName user = VolumeNames.user(desktop);
        VolumeName root = VolumeNames.root(desktop);
        Hypervisor source = node.connections.on(from.id());
        source.ensureUploaded(VolumeNames.imageRoot(region.imageVersion), image("image", "the image"));
        source.ensureVolume(new VolumeSpec.LinkedClone(root, VolumeNames.imageRoot(region.imageVersion), 64));
        source.ensureVolume(new VolumeSpec.Blank(user, 64));
        write(overTls, user, "written by a person");
        write(overTls, root, "installed by a person");

        // The second one joins, over SSH, and the first is emptied.
        Host to = add("kvm2", overSsh.overSsh());
        node.hosts.drain(from.id(), revision(from), false, TestRegion.TEST);
        node.reconciler.reconcile();
        within(LIMIT, "it moves", () -> {
            region.settle(node, 1, Duration.ofSeconds(25));
            return node.desktop(desktop.id()).host().filter(to.id()::equals).isPresent();
        });

        Hypervisor target = node.connections.on(to.id());
        assertThat(read(overSsh, user)).contains("written by a person");
        assertThat(read(overSsh, root)).contains("installed by a person");
        assertThat(target.volume(root).backing()).contains(VolumeNames.imageRoot(region.imageVersion));
        node.remains.clear();
        assertThat(source.hasVolume(user)).isFalse();
        assertThat(source.hasVolume(root)).isFalse();
        node.watch.markDrained();
        assertThat(node.hostStore.find(from.id()).orElseThrow().state()).isEqualTo(HostState.DRAINED);
    }

    @Test
    void desktopOfALostHostGoesOnFromTheCopyOfItsSnapshotAndTheOldVolumesStay() {
        Host from = add("kvm1", overTls.overTls());
        Desktop desktop = stoppedOn(from);
        VolumeName user = VolumeNames.user(desktop);
        VolumeName root = VolumeNames.root(desktop);
        Hypervisor source = node.connections.on(from.id());
        source.ensureUploaded(VolumeNames.imageRoot(region.imageVersion), image("image", "the image"));
        source.ensureUploaded(VolumeNames.kernel(region.imageVersion), folder.resolve("kernel"));
        source.ensureUploaded(VolumeNames.initrd(region.imageVersion), folder.resolve("initrd"));
        source.ensureVolume(new VolumeSpec.LinkedClone(root, VolumeNames.imageRoot(region.imageVersion), 64));
        source.ensureVolume(new VolumeSpec.Blank(user, 64));
        write(overTls, user, "written by a person");
        write(overTls, root, "installed by a person");
        Host to = add("kvm2", overSsh.overSsh());
        node.snapshots.take(desktop.id());
        region.settle(node);
        within(LIMIT, "its snapshot is on the other host", () -> {
            region.clock.advance(Duration.ofMinutes(6));
            node.copies.copy();
            node.copies.awaitIdle(LIMIT);
            return new JdbcCopies(region.jdbc).of(desktop.id()).stream().anyMatch(DesktopCopy::whole);
        });
        DesktopCopy copy = new JdbcCopies(region.jdbc).of(desktop.id()).getFirst();
        assertThat(copy.host()).isEqualTo(to.id());
        assertThat(node.connections.on(to.id()).volume(copy.root()).backing())
                .contains(VolumeNames.imageRoot(region.imageVersion));

        write(overTls, user, "written after that");
        overTls.reachable(false);
        within(LIMIT, "it is noticed", () -> {
            node.watch.ask(from.id());
            return !node.hostStore.find(from.id()).orElseThrow().health().reachable();
        });
        node.hosts.declareLost(from.id(), revision(from), from.name(), true, TestRegion.TEST);
        within(LIMIT, "it goes on elsewhere", () -> {
            region.settle(node, 1, Duration.ofSeconds(25));
            return node.desktop(desktop.id()).host().filter(to.id()::equals).isPresent();
        });
        Desktop gone = node.desktop(desktop.id());
        assertThat(VolumeNames.user(gone)).isNotEqualTo(user);
        assertThat(read(overSsh, VolumeNames.user(gone))).contains("written by a person");
        assertThat(read(overSsh, VolumeNames.root(gone))).contains("installed by a person");

        // It comes back: what was written there is kept, and is deleted only when somebody says so.
        overTls.reachable(true);
        within(LIMIT, "it is back", () -> {
            node.watch.ask(from.id());
            return node.hostStore.find(from.id()).orElseThrow().health().reachable();
        });
        node.remains.clear();
        assertThat(read(overTls, user)).contains("written after that");
        assertThat(node.leftovers.on(from.id(), 10)).singleElement().satisfies(left -> {
            assertThat(left.volumes()).extracting(Leftovers.Kept::volume).contains(user.value(), root.value());
            assertThat(left.bytes()).isPositive();
        });
        node.leftovers.delete(from.id(), desktop.id(), gone.blueprint().hostname(), TestRegion.TEST);
        assertThat(source.hasVolume(user)).isFalse();
        assertThat(source.hasVolume(root)).isFalse();
        assertThat(node.leftovers.on(from.id(), 10)).isEmpty();
        assertThat(read(overSsh, VolumeNames.user(gone))).contains("written by a person");
    }

    @Test
    void hostThatIsCutOffIsSaidToBeAndOneWhoseCertificateIsNotKnownToo() {
        Host host = add("kvm1", overTls.overTls());
        assertThat(host.health().report()).hasValueSatisfying(report -> {
            assertThat(report.memoryMib()).isPositive();
            assertThat(report.storageMib()).isPositive();
            assertThat(report.freeStorageMib()).isPositive();
        });
        Host stranger = node.hosts.add(
                new HostSpec("kvm3", connection(overTls.overTlsAsAStranger(overSsh)), 4, 0), TestRegion.TEST);
        node.watch.ask(stranger.id());
        assertThat(node.hostStore.find(stranger.id()).orElseThrow().health().unreachableReason())
                .hasValueSatisfying(why -> assertThat(why).contains("certificate"));
        Desktop desktop = stoppedOn(host);
        overTls.reachable(false);
        within(LIMIT, "it is noticed", () -> {
            node.watch.ask(host.id());
            return !node.hostStore.find(host.id()).orElseThrow().health().reachable();
        });
        assertThat(node.desktop(desktop.id()).host()).contains(host.id());
        overTls.reachable(true);
        within(LIMIT, "it is back", () -> {
            node.watch.ask(host.id());
            return node.hostStore.find(host.id()).orElseThrow().health().reachable();
        });
    }

    private Host add(String name, URI uri) {
        Host host = node.hosts.add(new HostSpec(name, connection(uri), 4, 0), TestRegion.TEST);
        node.watch.ask(host.id());
        Host known = node.hostStore.find(host.id()).orElseThrow();
        assertThat(known.health().reachable()).as("%s", known.health()).isTrue();
        return known;
    }

    private static HostConnection connection(URI uri) {
        return new HostConnection(uri, "berth", "127.0.0.1");
    }

    /** A desktop that was ready once and is off, as its row says. */
    private Desktop stoppedOn(Host host) {
        Desktop desktop = node.desktops.assign(person, bundle, java.util.Optional.empty());
        region.jdbc.sql("""
                        update desktop
                           set host_id = ?, state = 'STOPPED', wanted = 'STOPPED', first_ready_at = now(), claim = null
                         where id = ?
                        """).params(host.id().value(), desktop.id().value()).update();
        return node.desktop(desktop.id());
    }

    private long revision(Host host) {
        return node.hostStore.find(host.id()).orElseThrow().revision();
    }

    private Path image(String name, String text) {
        Path raw = folder.resolve(name + ".raw");
        Path file = folder.resolve("root.qcow2");
        overTls.run(List.of(
                "bash",
                "-c",
                "truncate -s 64M " + raw + " && printf '" + text + "' | dd of=" + raw
                        + " conv=notrunc status=none && qemu-img convert -f raw -O qcow2 " + raw + " " + file));
        return file;
    }

    private static void write(RemoteLibvirt where, VolumeName volume, String text) {
        where.run(List.of(
                "bash",
                "-c",
                "printf '" + text + "' > /run/text && truncate -s 4096 /run/text"
                        + " && qemu-io -f qcow2 -c 'write -s /run/text 1M 4k' " + POOL_FOLDER + volume));
    }

    private static String read(RemoteLibvirt where, VolumeName volume) {
        return where.run(
                List.of(
                        "bash",
                        "-c",
                        "qemu-img dd -f qcow2 -O raw if=" + POOL_FOLDER + volume
                                + " of=/run/read bs=1M count=2 skip=1 && head -c 4096 /run/read | tr -d '\\0'; rm -f /run/read"));
    }
}
