package dev.berth.hypervisor.libvirt;

import static dev.berth.hypervisor.Within.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.hypervisor.GuestUnavailableException;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.MachineSpec;
import dev.berth.hypervisor.MachineSpec.Boot.DirectKernel;
import dev.berth.hypervisor.SnapshotOutcome.Consistency;
import dev.berth.hypervisor.SnapshotSpec;
import dev.berth.hypervisor.SnapshotSpec.Copy;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import tools.jackson.databind.json.JsonMapper;

/** Snapshots of a machine whose guest works: one machine over the golden image, which must have been built. */
@Tag("real")
@Tag("libvirt")
@ResourceLock("real guests")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LibvirtGuestSnapshotTest {

    private static final String POOL = "guest-snapshot-test";
    private static final String FOLDER = "/var/lib/libvirt/berth-pools/" + POOL + "/";
    private static final VolumeName IMAGE = new VolumeName("image-1.root");
    private static final VolumeName USER_IMAGE = new VolumeName("image-1.user");
    private static final Duration BOOT = Duration.ofMinutes(4);
    private static final long MIB = 1024 * 1024;

    private final MachineId id = new MachineId(UUID.randomUUID());
    private final VolumeName root = new VolumeName(id + ".root-1");
    private final VolumeName user = new VolumeName(id + ".user-1");
    private PrivateLibvirt libvirt;
    private Hypervisor host;

    @BeforeAll
    void bootOneMachine() throws IOException {
        libvirt = PrivateLibvirt.start();
        host = libvirt.open(POOL);
        var folder =
                Path.of(Optional.ofNullable(System.getenv("BERTH_IMAGE_DIR")).orElse("/var/lib/berth/images/desktop"));
        host.ensureUploaded(IMAGE, folder.resolve("root.qcow2"));
        host.ensureUploaded(USER_IMAGE, folder.resolve("user.qcow2"));
        var boot = new DirectKernel(
                new VolumeName("image-1.kernel"),
                new VolumeName("image-1.initrd"),
                new JsonMapper()
                        .readTree(Files.readString(folder.resolve("image.json")))
                        .path("commandLine")
                        .asString());
        host.ensureUploaded(boot.kernel(), folder.resolve("kernel"));
        host.ensureUploaded(boot.initrd(), folder.resolve("initrd"));
        host.ensureVolume(new VolumeSpec.LinkedClone(root, IMAGE, 1));
        host.ensureVolume(new VolumeSpec.FullCopy(user, USER_IMAGE, 2048));
        host.define(new MachineSpec(id, "guest-snapshot", 2, 768, boot, root, Optional.of(user), MachineSpec.ISOLATED));
        host.start(id);
        within(BOOT, "the agent answers", () -> host.guest(id).answers());
        within(
                BOOT,
                "its home is there",
                () -> run("findmnt -n -o SOURCE /home").equals("/dev/vdb"));
    }

    @AfterAll
    void end() {
        host.close();
        libvirt.close();
    }

    @Test
    void filesAreInTheCopyAndIncrementsAreSmall() throws IOException {
        run("head -c 40000000 /dev/urandom >/home/large; echo first-marker-" + id + " >/home/letter");
        var full = host.snapshot(id, snapshot("one", Optional.empty()));
        assertThat(full.consistency()).isEqualTo(Consistency.FILE_SYSTEM);
        assertThat(full.incremental()).isFalse();
        assertThat(host.volume(copyOf("one")).allocatedBytes()).isGreaterThan(40_000_000);
        assertThat(run("echo goes-on >/home/next && cat /home/next")).isEqualTo("goes-on");

        run("rm /home/large; fstrim /home; echo second-marker-" + id + " >/home/letter");
        var increment = host.snapshot(id, snapshot("two", Optional.of("one")));
        assertThat(increment.consistency()).isEqualTo(Consistency.FILE_SYSTEM);
        assertThat(increment.incremental()).isTrue();
        assertThat(increment.bytes()).isLessThan(10 * MIB);
        assertThat(textIn(copyOf("one"), "first-marker-" + id)).isPositive();
        assertThat(textIn(copyOf("one"), "second-marker-" + id)).isZero();
        assertThat(textIn(copyOf("two"), "second-marker-" + id)).isPositive();
        assertThat(libvirt.run("qemu-img", "check", FOLDER + copyOf("two"))).contains("No errors");

        var restored = new VolumeName(id + ".user-2");
        host.ensureVolume(new VolumeSpec.FullCopy(restored, copyOf("two"), 2048));
        assertThat(libvirt.run("qemu-img", "compare", FOLDER + restored, FOLDER + copyOf("two")))
                .contains("identical");
        host.growVolume(user, 2200);
        assertThat(run("blockdev --getsize64 /dev/vdb")).isEqualTo(Long.toString(2200 * MIB));
        var picture = ImageIO.read(new ByteArrayInputStream(host.screenshot(id)));
        assertThat(picture.getWidth()).isGreaterThan(600);
    }

    @Test
    void guestGoesOnWhenItsCopyFails() throws LibvirtException {
        var connect = new BerthConnect(libvirt.uri());
        var domain = connect.domainLookupByUUID(id.value());
        assertThatThrownBy(() -> new Freeze(connect, domain).during(standsStill -> {
                    assertThat(standsStill).isTrue();
                    assertThat(Freeze.isUnderWay(domain)).isTrue();
                    throw new FailureOfATest();
                }))
                .isInstanceOf(FailureOfATest.class);
        assertThat(Freeze.isUnderWay(domain)).isFalse();
        assertThat(run("echo goes-on >/home/next && cat /home/next")).isEqualTo("goes-on");
        connect.close();
    }

    /** By a program of its own, and by the next Berth that comes, which tells its agent too. */
    @Test
    void guestOfAKilledBerthGoesOn() throws Exception {
        run("setsid sh -c 'while sleep 1; do date >/home/beat; sync; done' >/dev/null 2>&1 &");
        var killed = KilledBerth.freezing(libvirt.uri(), id.value());
        try (BufferedReader said = killed.inputReader()) {
            assertThat(said.readLine()).isEqualTo("frozen");
        } finally {
            killed.destroyForcibly().onExit().join();
        }
        assertThatThrownBy(() -> run("true")).isInstanceOf(GuestUnavailableException.class);
        var connect = new BerthConnect(libvirt.uri());
        var domain = connect.domainLookupByUUID(id.value());
        long before = written(domain);
        within(Duration.ofSeconds(40), "the guest writes again, by itself", asked(() -> written(domain) > before));
        within(Duration.ofSeconds(2), "the mark is old", asked(() -> Freeze.wasLeft(domain)));
        try (var next = libvirt.open(POOL)) {
            within(Duration.ofSeconds(10), "its agent works again", asked(() -> !Freeze.isUnderWay(domain)));
            assertThat(next.guest(id).answers()).isTrue();
        }
        assertThat(run("echo goes-on >/home/next && cat /home/next")).isEqualTo("goes-on");
        connect.close();
    }

    private static BooleanSupplier asked(Callable<Boolean> question) {
        return () -> {
            try {
                return question.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private static final class FailureOfATest extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static long written(Domain domain) throws LibvirtException {
        return domain.blockStats("vdb").wr_req + domain.blockStats("vda").wr_req;
    }

    private SnapshotSpec snapshot(String name, Optional<String> since) {
        return new SnapshotSpec(
                name,
                List.of(
                        new Copy(
                                root,
                                new VolumeName(id + ".snap-" + name + ".root"),
                                since.map(earlier -> new VolumeName(id + ".snap-" + earlier + ".root"))),
                        new Copy(user, copyOf(name), since.map(this::copyOf))),
                since);
    }

    private VolumeName copyOf(String snapshot) {
        return new VolumeName(id + ".snap-" + snapshot + ".user");
    }

    private int textIn(VolumeName volume, String text) {
        var raw = "/var/lib/libvirt/look-" + UUID.randomUUID();
        libvirt.run("qemu-img", "convert", "-O", "raw", FOLDER + volume, raw);
        var count = libvirt.run("sh", "-c", "grep -a -c '" + text + "' " + raw + " || true; rm " + raw);
        return Integer.parseInt(count.strip());
    }

    private String run(String script) {
        var result = host.guest(id).exec(List.of("/bin/sh", "-c", script), "", Duration.ofSeconds(60));
        return result.output().strip();
    }
}
