package dev.berth.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.SnapshotContract;
import dev.berth.hypervisor.SnapshotOutcome.Consistency;
import dev.berth.hypervisor.SnapshotSpec;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import dev.berth.hypervisor.VolumeStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libvirt.LibvirtException;

/** The contract of copies over QEMU, on a libvirtd of the test's own. */
@Tag("real")
@Tag("libvirt")
class LibvirtSnapshotTest extends SnapshotContract {

    private static final String POOL = "snapshot-test";

    private static final String FOLDER = "/var/lib/libvirt/berth-pools/";
    private static final long MIB = 1024 * 1024;

    private static PrivateLibvirt libvirt;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startLibvirt() {
        libvirt = PrivateLibvirt.start();
    }

    @AfterAll
    static void endLibvirt() {
        libvirt.close();
    }

    @Override
    protected Hypervisor open() {
        return libvirt.open(POOL);
    }

    @Test
    void jobThatAKilledBerthLeftIsAdoptedOrEnded() throws LibvirtException {
        fill();
        host.start(id);
        begin(whole("one"));
        assertThat(host.snapshot(id, whole("one")).incremental()).isFalse();
        assertSame(userOf("one"), user);
        begin(whole("left"));
        assertThat(host.snapshot(id, increment("two", "one")).incremental()).isTrue();
        assertThat(host.volumes()).doesNotContain(userOf("left"));
        host.deleteVolume(userOf("left"));
        host.deleteVolume(rootOf("left"));
    }

    @Test
    void jobOverItsLimitIsEndedAndLeavesNothing() {
        fill();
        host.start(id);
        host.snapshot(id, whole("one"));
        try (var impatient = libvirt.open(POOL, Duration.ofMillis(50))) {
            assertThatThrownBy(() -> impatient.snapshot(id, whole("two")))
                    .isInstanceOf(HypervisorException.class)
                    .hasMessageContaining("took longer");
        }
        assertThat(files()).noneMatch(file -> file.contains("snap-two"));
        assertThat(host.snapshot(id, increment("three", "one")).incremental()).isTrue();
    }

    @Test
    void machineTurnedOffUnderItsSnapshotLeavesNothing() throws LibvirtException {
        fill();
        host.start(id);
        begin(whole("one"));
        assertThatThrownBy(() -> host.save(id)).hasMessageContaining("snapshot of it is being taken");
        host.powerOff(id);
        var again = host.snapshot(id, whole("one"));
        assertThat(again.consistency()).isEqualTo(Consistency.CRASH);
        assertThat(host.volume(rootOf("one")).backing()).contains(image);
    }

    @Test
    void restoredContentIsThatOfTheMoment() {
        write(image, "write -P 1 0 8M");
        write(root, "write -P 2 4M 2M");
        write(user, "write -P 3 0 16M");
        host.start(id);
        var full = host.snapshot(id, whole("one"));
        host.powerOff(id);
        // Changed, blanked, given back, and new.
        write(user, "write -P 4 1M 64k", "write -z 2M 64k", "discard 3M 1M", "write -P 5 20M 64k");
        write(root, "write -P 6 5M 64k");
        host.growVolume(user, 48);
        write(user, "write -P 7 40M 64k");
        host.start(id);
        var increment = host.snapshot(id, increment("two", "one"));
        assertThat(increment.incremental()).isTrue();
        assertThat(increment.bytes()).isLessThan(full.bytes() / 4);
        host.save(id);
        host.start(id);
        host.snapshot(id, increment("three", "two"));
        host.powerOff(id);
        assertSame(user, userOf("three"));
        assertSame(root, rootOf("three"));
        host.ensureVolume(new VolumeSpec.FullCopy(new VolumeName(id + ".flat"), userOf("three"), 48));
        assertSame(user, new VolumeName(id + ".flat"));
        host.snapshot(id, whole("off"));
        assertSame(root, rootOf("off"));
        assertThat(host.volume(rootOf("off")).allocatedBytes()).isLessThan(4 * MIB);
        host.ensureVolume(new VolumeSpec.LinkedCopy(new VolumeName(id + ".linked"), rootOf("off"), image, 64));
        assertSame(root, new VolumeName(id + ".linked"));
        files().stream().filter(file -> file.startsWith(id.toString())).forEach(this::assertSound);
    }

    @Test
    void layersAboveTheImageAreMergedAndTravel() throws IOException {
        write(image, "write -P 1 0 16M");
        write(root, "write -P 2 4M 1M");
        var above = new VolumeName(id + ".above");
        host.ensureVolume(new VolumeSpec.LinkedClone(above, root, 80));
        write(above, "write -P 3 6M 1M", "write -P 4 72M 64k");
        var merged = new VolumeName(id + ".merged");
        host.ensureVolume(new VolumeSpec.LinkedCopy(merged, above, image, 80));
        assertThat(host.volume(merged).backing()).contains(image);
        assertThat(host.volume(merged).allocatedBytes()).isLessThan(4 * MIB);
        assertSame(above, merged);
        var file = folder.resolve("travelling");
        try (var out = Files.newOutputStream(file)) {
            host.download(merged, out);
        }
        try (var other = libvirt.open("snapshot-test-other-pool-with-a-longer-name");
                var in = Files.newInputStream(file)) {
            other.ensureVolume(new VolumeSpec.Blank(image, 64));
            other.upload(merged, 80, in);
            assertThat(other.volume(merged).backing()).contains(image);
            assertThat(libvirt.run(
                            "qemu-img", "info", FOLDER + "snapshot-test-other-pool-with-a-longer-name/" + merged))
                    .contains("longer-name/" + image);
            other.deleteVolume(merged);
            other.deleteVolume(image);
        }
    }

    /** As they are sent to another region: whole first, then what changed, onto what is there already. */
    @Test
    void pointsTravelToAnotherPoolAndAreTheSameThere() throws IOException {
        write(user, "write -P 3 0 16M");
        host.start(id);
        host.snapshot(id, point("point-1", Optional.empty()));
        host.powerOff(id);
        write(user, "write -P 4 1M 64k", "write -z 2M 64k", "discard 3M 1M");
        host.start(id);
        var second = host.snapshot(id, point("point-2", Optional.of("point-1")));
        assertThat(second.incremental()).isTrue();
        host.powerOff(id);
        var first = folder.resolve("first");
        var then = folder.resolve("then");
        for (var travelling :
                Map.of(first, userOf("point-1"), then, userOf("point-2")).entrySet()) {
            try (var out = Files.newOutputStream(travelling.getKey())) {
                host.download(travelling.getValue(), out);
            }
        }
        assertThat(Files.size(then)).isLessThan(Files.size(first) / 4);
        var there = new VolumeName(id + "-point-one");
        var newer = new VolumeName(id + "-point-two");
        try (var other = libvirt.open("snapshot-test-peer")) {
            try (var in = Files.newInputStream(first)) {
                other.upload(there, 32, VolumeStream.standingOn(in, Optional.empty()));
            }
            try (var in = Files.newInputStream(then)) {
                other.upload(newer, 32, VolumeStream.standingOn(in, Optional.of(there)));
            }
            assertThat(other.volume(newer).backing()).contains(there);
            var flat = new VolumeName(id + "-user-g2");
            other.ensureVolume(new VolumeSpec.FullCopy(flat, newer, 48));
            assertThat(libvirt.run("qemu-img", "compare", "-U", path(user), FOLDER + "snapshot-test-peer/" + flat))
                    .contains("identical");
            for (var volume : List.of(flat, newer, there)) {
                other.deleteVolume(volume);
            }
        }
    }

    @Test
    void volumeTooOldToRememberIsCopiedWhole() {
        libvirt.run("qemu-img", "create", "-q", "-f", "qcow2", "-o", "compat=0.10", path(user), "32M");
        write(user, "write -P 3 0 1M");
        host.start(id);
        host.snapshot(id, whole("one"));
        assertThat(host.snapshot(id, increment("two", "one")).incremental()).isFalse();
        host.powerOff(id);
        assertSame(user, userOf("two"));
    }

    @Test
    void fillingThatWasBegunAnewIsNotEndedByTheOneBefore() throws LibvirtException {
        var connect = new BerthConnect(libvirt.uri());
        try {
            var pool = OnHost.over(
                            connect, new HostConnection(libvirt.uri(), POOL, "127.0.0.1"), LibvirtSettings.defaults())
                    .pool();
            var volume = id + ".filled";
            Pool.Filling half = () -> pool.create(VolumeXml.blank(volume, MIB));
            assertThatThrownBy(() -> pool.whole(volume, () -> {
                        half.run();
                        // Another takes this one for dead, and is killed in the middle itself.
                        assertThatThrownBy(() -> pool.whole(volume, () -> {
                                    half.run();
                                    throw new IllegalStateException("killed");
                                }))
                                .hasMessage("killed");
                    }))
                    .isInstanceOf(HypervisorException.class)
                    .hasMessageContaining("begun anew by another");
            assertThat(pool.isWhole(volume)).isFalse();
            pool.whole(volume, half);
            assertThat(pool.isWhole(volume)).isTrue();
            pool.drop(volume);
        } finally {
            connect.close();
        }
    }

    @Test
    void growthThatThePoolHasNoRoomForIsRefused() {
        long capacityBytes = host.volume(user).capacityBytes();
        assertThatThrownBy(() -> host.growVolume(user, 8L * 1024 * 1024))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("pool '" + POOL + "' has")
                .hasMessageContaining("MiB free");
        assertThat(host.volume(user).capacityBytes()).isEqualTo(capacityBytes);
    }

    /** So much that copying it takes a while. */
    private void fill() {
        host.growVolume(user, 2048);
        write(user, "write -P 7 0 1G");
    }

    /** Begins a snapshot as a Berth does that is killed then. */
    private void begin(SnapshotSpec spec) throws LibvirtException {
        var connect = new BerthConnect(libvirt.uri());
        OnHost.over(connect, new HostConnection(libvirt.uri(), POOL, "127.0.0.1"), LibvirtSettings.defaults())
                .snapshots()
                .begin(id, spec);
        connect.close();
    }

    private void write(VolumeName volume, String... orders) {
        var command = new ArrayList<>(List.of("qemu-io", "-f", "qcow2"));
        for (var order : orders) {
            command.add("-c");
            command.add(order);
        }
        command.add(path(volume));
        libvirt.run(command.toArray(String[]::new));
    }

    private void assertSame(VolumeName one, VolumeName other) {
        assertThat(libvirt.run("qemu-img", "compare", "-U", path(one), path(other)))
                .contains("identical");
    }

    private void assertSound(String file) {
        assertThat(libvirt.run("qemu-img", "check", FOLDER + POOL + "/" + file)).contains("No errors");
    }

    private List<String> files() {
        return libvirt.run("ls", FOLDER + POOL).lines().toList();
    }

    private static String path(VolumeName volume) {
        return FOLDER + POOL + "/" + volume;
    }
}
