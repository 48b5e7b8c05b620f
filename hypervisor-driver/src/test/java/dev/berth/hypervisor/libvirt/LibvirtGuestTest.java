package dev.berth.hypervisor.libvirt;

import static dev.berth.hypervisor.Within.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.hypervisor.GuestUnavailableException;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.MachineSpec;
import dev.berth.hypervisor.MachineSpec.Boot.DirectKernel;
import dev.berth.hypervisor.PortForward;
import dev.berth.hypervisor.StartOutcome;
import dev.berth.hypervisor.TemplateKey;
import dev.berth.hypervisor.TemplateSpec;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.json.JsonMapper;

/** What happens in a guest: machines over the golden image, which must have been built. */
@Tag("real")
@Tag("libvirt")
@ResourceLock("real guests")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LibvirtGuestTest {

    private static final String POOL = "berth-guest-test";
    private static final byte[] RDP_CONNECTION_REQUEST = HexFormat.of().parseHex("0300000b06e00000000000");
    private static final VolumeName IMAGE = new VolumeName("image-1.root");
    private static final VolumeName USER_IMAGE = new VolumeName("image-1.user");
    private static final TemplateKey TEMPLATE = new TemplateKey("image-1-2x768");
    private static final Duration BOOT = Duration.ofMinutes(4);

    private Hypervisor host;
    private DirectKernel boot;
    private final List<MachineId> ids = IntStream.range(0, 2)
            .mapToObj(i -> new MachineId(UUID.randomUUID()))
            .toList();

    @BeforeAll
    void bringTheImage() throws IOException {
        host = new LibvirtDriver().open(new HostConnection(URI.create("qemu:///system"), POOL, "127.0.0.1"));
        var folder =
                Path.of(Optional.ofNullable(System.getenv("BERTH_IMAGE_DIR")).orElse("/var/lib/berth/images/desktop"));
        host.ensureUploaded(IMAGE, folder.resolve("root.qcow2"));
        host.ensureUploaded(USER_IMAGE, folder.resolve("user.qcow2"));
        boot = new DirectKernel(
                new VolumeName("image-1.kernel"),
                new VolumeName("image-1.initrd"),
                new JsonMapper()
                        .readTree(Files.readString(folder.resolve("image.json")))
                        .path("commandLine")
                        .asString());
        host.ensureUploaded(boot.kernel(), folder.resolve("kernel"));
        host.ensureUploaded(boot.initrd(), folder.resolve("initrd"));
    }

    @AfterEach
    void removeMachines() {
        for (var id : ids) {
            host.remove(id);
            for (var volume : host.volumes()) {
                if (volume.value().startsWith(id.toString())) {
                    host.deleteVolume(volume);
                }
            }
        }
    }

    @AfterAll
    void removeImage() throws Exception {
        host.deleteTemplate(TEMPLATE);
        for (var volume : host.volumes()) {
            host.deleteVolume(volume);
        }
        host.close();
        var connect = new org.libvirt.Connect("qemu:///system");
        var pool = connect.storagePoolLookupByName(POOL);
        pool.destroy();
        pool.delete(0);
        pool.undefine();
        connect.close();
    }

    @Test
    void bootedGuestAnswersAndGoesOnAfterSaving() throws IOException {
        var spec = machine(0);
        host.ensureVolume(new VolumeSpec.LinkedClone(spec.rootVolume(), IMAGE, 1));
        host.ensureVolume(new VolumeSpec.FullCopy(spec.userVolume().orElseThrow(), USER_IMAGE, 4096));
        host.define(spec);
        assertThat(host.start(spec.id())).isEqualTo(new StartOutcome.Booted());
        var guest = host.guest(spec.id());
        within(BOOT, "the agent answers", guest::answers);
        assertThat(run(spec, "hostname")).isEqualToIgnoringNewLines(spec.hostname());
        guest.setPassword("person", "a secret of one use");
        assertThatThrownBy(() -> guest.setPassword("nobody-of-that-name", "x"))
                .isInstanceOf(GuestUnavailableException.class);
        assertThat(guest.exec(List.of("/bin/cat"), "ünïcode $(id)", Duration.ofSeconds(20))
                        .output())
                .isEqualTo("ünïcode $(id)");
        assertThat(guest.exec(List.of("/bin/sh", "-c", "exit 7"), "", Duration.ofSeconds(20))
                        .exitCode())
                .isEqualTo(7);
        assertThat(guest.read("/etc/os-release", 6))
                .hasValueSatisfying(read -> assertThat(read).asString().isEqualTo("PRETTY"));
        assertThat(guest.read("/run/no/such/file", 5)).isEmpty();
        assertThatThrownBy(() -> guest.exec(List.of("/bin/sleep", "60"), "", Duration.ofSeconds(1)))
                .isInstanceOf(GuestUnavailableException.class);
        within(BOOT, "RDP answers", () -> answersRdp(host.openForward(spec.id(), 3389)));
        assertThat(run(spec, "df --output=size -m /home | tail -1"))
                .satisfies(size -> assertThat(Integer.parseInt(size)).isGreaterThan(3500));

        run(spec, "echo kept > /run/kept");
        host.save(spec.id());
        assertThat(host.start(spec.id())).isEqualTo(new StartOutcome.Resumed());
        within(Duration.ofSeconds(30), "the agent answers after resuming", guest::answers);
        assertThat(run(spec, "cat /run/kept")).isEqualTo("kept");
        assertClockIsTrue(spec);
        within(
                Duration.ofSeconds(30),
                "RDP answers after resuming",
                () -> answersRdp(host.openForward(spec.id(), 3389)));
        host.reboot(spec.id());
        within(
                BOOT,
                "the guest came up again without what was in memory",
                () -> guest.answers()
                        && guest.exec(List.of("/bin/cat", "/run/kept"), "", Duration.ofSeconds(20))
                                        .exitCode()
                                != 0);
    }

    @Test
    void clonesOfATemplateAreEachSomebodysOwn() {
        host.ensureTemplate(new TemplateSpec(TEMPLATE, 2, 768, boot, IMAGE, USER_IMAGE, MachineSpec.ISOLATED));
        assertThat(host.hasTemplate(TEMPLATE)).isTrue();
        host.ensureTemplate(new TemplateSpec(TEMPLATE, 2, 768, boot, IMAGE, USER_IMAGE, MachineSpec.ISOLATED));
        // The first wakes up from the memory that was copied ahead, the second from a copy of its own.
        host.prepareClone(TEMPLATE);
        var specs = IntStream.range(0, 2).mapToObj(this::machine).toList();
        for (var spec : specs) {
            host.ensureVolume(new VolumeSpec.FullCopy(spec.userVolume().orElseThrow(), USER_IMAGE, 2048));
            long start = System.nanoTime();
            assertThat(host.startFromTemplate(TEMPLATE, spec)).isEmpty();
            System.out.printf("clone ready after %d ms%n", (System.nanoTime() - start) / 1_000_000);
            assertThat(host.startFromTemplate(TEMPLATE, spec)).isEmpty();
            assertThat(host.guest(spec.id()).answers()).isTrue();
        }
        for (var question : List.of(
                "hostname",
                "cat /etc/machine-id",
                "sha256sum /etc/xrdp/key.pem",
                "head -c 16 /dev/urandom | od -An -tx1",
                "cat /proc/sys/kernel/random/uuid")) {
            assertThat(run(specs.get(0), question)).isNotEqualTo(run(specs.get(1), question));
        }
        for (var spec : specs) {
            assertThat(run(spec, "hostname")).isEqualTo(spec.hostname());
            assertClockIsTrue(spec);
            assertThat(run(spec, "findmnt -n -o SOURCE /home")).isEqualTo("/dev/vdb");
            run(spec, "echo " + spec.hostname() + " > /home/owner; echo kept > /run/kept; sync");
            assertThat(answersRdp(host.openForward(spec.id(), 3389))).isTrue();
        }
        assertThat(host.machines()).containsAll(ids);
        assertThat(host.volumes()).noneMatch(volume -> volume.value().contains("template"));
        assertThatThrownBy(() -> host.deleteTemplate(TEMPLATE))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("Remove those first");

        var first = specs.getFirst();
        host.save(first.id());
        assertThat(host.start(first.id())).isEqualTo(new StartOutcome.Resumed());
        within(
                Duration.ofSeconds(30),
                "the clone goes on",
                () -> host.guest(first.id()).answers());
        assertThat(run(first, "cat /home/owner /run/kept")).isEqualTo(first.hostname() + "\nkept");
        host.powerOff(first.id());
        assertThat(host.start(first.id())).isEqualTo(new StartOutcome.Booted());
        within(BOOT, "the clone boots too", () -> host.guest(first.id()).answers());
        assertThat(run(first, "hostname")).isEqualTo(first.hostname());
        within(BOOT, "its home is there", () -> run(first, "cat /home/owner").equals(first.hostname()));
    }

    private MachineSpec machine(int index) {
        var id = ids.get(index);
        return new MachineSpec(
                id,
                "guest-test-" + index,
                2,
                768,
                boot,
                new VolumeName(id + ".root-1"),
                Optional.of(new VolumeName(id + ".user-1")),
                MachineSpec.ISOLATED);
    }

    /** Within two seconds; asking takes its own time, on both sides of the answer. */
    private void assertClockIsTrue(MachineSpec spec) {
        Instant before = Instant.now();
        assertThat(clockOf(spec))
                .isBetween(before.minusSeconds(2), Instant.now().plusSeconds(1));
    }

    private String run(MachineSpec spec, String script) {
        return host.guest(spec.id())
                .exec(List.of("/bin/sh", "-c", script), "", Duration.ofSeconds(60))
                .output()
                .strip();
    }

    private Instant clockOf(MachineSpec spec) {
        return Instant.ofEpochSecond(Long.parseLong(run(spec, "date +%s")));
    }

    private static boolean answersRdp(PortForward forward) {
        try (var client = new Socket(forward.host(), forward.port())) {
            client.setSoTimeout(5_000);
            client.getOutputStream().write(RDP_CONNECTION_REQUEST);
            return client.getInputStream().read() == 3;
        } catch (IOException e) {
            return false;
        }
    }
}
