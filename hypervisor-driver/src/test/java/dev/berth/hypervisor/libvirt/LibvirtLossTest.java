package dev.berth.hypervisor.libvirt;

import static dev.berth.hypervisor.Within.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorEvent;
import dev.berth.hypervisor.HypervisorEvent.HostConnected;
import dev.berth.hypervisor.HypervisorEvent.HostLost;
import dev.berth.hypervisor.HypervisorEvent.MachineChanged;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.MachineSpec;
import dev.berth.hypervisor.Observation;
import dev.berth.hypervisor.Observation.PowerState;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of a host whose libvirtd restarts, dies or hangs. */
@Tag("real")
@Tag("libvirt")
class LibvirtLossTest {

    private static final Duration RESTART_IS_SEEN_WITHIN = Duration.ofSeconds(5);
    private static final Duration HANG_IS_SEEN_WITHIN = Duration.ofSeconds(20);
    private static final Observation RUNNING = new Observation.Present(PowerState.RUNNING);

    private PrivateLibvirt libvirt;
    private Hypervisor host;
    private final MachineId id = new MachineId(UUID.randomUUID());
    private final List<HypervisorEvent> events = new CopyOnWriteArrayList<>();

    @BeforeEach
    void startOneMachine() {
        libvirt = PrivateLibvirt.start();
        host = open();
        host.subscribe(events::add);
        var root = new VolumeName(id + ".root-1");
        host.ensureVolume(new VolumeSpec.Blank(root, 64));
        host.define(new MachineSpec(
                id, "loss", 1, 128, new MachineSpec.Boot.Firmware(), root, Optional.empty(), MachineSpec.ISOLATED));
        host.start(id);
        within(RESTART_IS_SEEN_WITHIN, "the start is told", () -> events.contains(new MachineChanged(id)));
        events.clear();
    }

    @AfterEach
    void end() {
        host.close();
        libvirt.close();
    }

    @Test
    void restartOfLibvirtdIsSurvived() {
        libvirt.restart();
        within(
                RESTART_IS_SEEN_WITHIN,
                "loss and return are told",
                () -> lost() && events.contains(new HostConnected()));
        assertThat(host.observe(id)).isEqualTo(RUNNING);
        events.clear();
        host.powerOff(id);
        within(RESTART_IS_SEEN_WITHIN, "events come again", () -> events.contains(new MachineChanged(id)));
        assertThat(host.observe(id)).isEqualTo(new Observation.Present(PowerState.OFF));
    }

    @Test
    void hostWhoseLibvirtdIsGoneIsUnreachableAndKeepsItsMachines() {
        libvirt.kill();
        within(RESTART_IS_SEEN_WITHIN, "the loss is told", this::lost);
        assertThat(host.observe(id)).isInstanceOf(Observation.Unreachable.class);
        assertThat(host.guest(id).answers()).isFalse();
        assertThatThrownBy(host::machines).isInstanceOf(HostUnreachableException.class);
        try (var other = open()) {
            assertThat(other.observe(id)).isInstanceOf(Observation.Unreachable.class);
            libvirt.launch();
            within(
                    Duration.ofSeconds(10),
                    "both see the machine",
                    () -> host.observe(id).equals(RUNNING) && other.observe(id).equals(RUNNING));
        }
    }

    @Test
    void hungLibvirtdIsAnUnreachableHostUntilItAnswers() {
        libvirt.freeze();
        long start = System.nanoTime();
        assertThat(host.observe(id)).isInstanceOf(Observation.Unreachable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(HANG_IS_SEEN_WITHIN);
        within(HANG_IS_SEEN_WITHIN, "the loss is told", this::lost);
        start = System.nanoTime();
        assertThat(host.guest(id).answers()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        libvirt.thaw();
        within(
                Duration.ofSeconds(30),
                "the machine is seen again",
                () -> host.observe(id).equals(RUNNING));
    }

    @Test
    void templateOfAKilledBerthIsTurnedOff() throws IOException {
        var image = new VolumeName("never-ready-image");
        host.ensureVolume(new VolumeSpec.Blank(image, 64));
        var killed = KilledBerth.makingATemplate(libvirt.uri(), "loss-test", image);
        within(Duration.ofSeconds(30), "the template's machine runs", this::templateRuns);
        killed.destroyForcibly().onExit().join();
        within(Duration.ofSeconds(10), "its host has turned it off", () -> !templateRuns());
    }

    private boolean templateRuns() {
        return libvirt.run("virsh", "-c", libvirt.uri().toString(), "list", "--name")
                .contains("berth-template-");
    }

    private Hypervisor open() {
        return libvirt.open("loss-test");
    }

    private boolean lost() {
        return events.stream().anyMatch(HostLost.class::isInstance);
    }
}
