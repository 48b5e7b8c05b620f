package dev.berth.hypervisor.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.MachineSpec;
import dev.berth.hypervisor.Observation;
import dev.berth.hypervisor.Observation.PowerState;
import dev.berth.hypervisor.PortForward;
import dev.berth.hypervisor.SavingContract;
import dev.berth.hypervisor.TemplateKey;
import dev.berth.hypervisor.TemplateSpec;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SimulatedHypervisorTest extends SavingContract {

    private static final byte[] RDP_CONNECTION_REQUEST = HexFormat.of().parseHex("0300000b06e00000000000");
    private static final VolumeName IMAGE = new VolumeName("image-1.root");
    private static final TemplateKey TEMPLATE = new TemplateKey("desktop-1");

    private final String worldName = "contract-" + UUID.randomUUID();
    private final SimulatedWorld world = SimulatedWorld.named(worldName);

    @Override
    protected Hypervisor open() {
        return new SimulatedDriver()
                .open(new HostConnection(URI.create("simulated:" + worldName), "berth", "127.0.0.1"));
    }

    @Override
    protected void spoilSavedState(MachineId machine) {
        world.spoilSavedState(machine);
    }

    @Override
    protected AutoCloseable foreignMachine(MachineId machine) {
        // A simulated host has no owner but Berth, so there is nothing to make.
        return () -> {};
    }

    @Test
    void unreachableHostKeepsItsMachines() {
        define();
        host.start(id);
        world.unreachable(true);
        assertThat(host.observe(id)).isInstanceOf(Observation.Unreachable.class);
        assertThat(host.guest(id).answers()).isFalse();
        assertThatThrownBy(host::machines).isInstanceOf(HostUnreachableException.class);
        world.unreachable(false);
        assertThat(host.observe(id)).isEqualTo(present(PowerState.RUNNING));
    }

    @Test
    void refusedCallHasNoEffectAndALostAnswerHas() {
        define();
        world.faults().refuseNext(Operation.START, 1);
        assertThatThrownBy(() -> host.start(id))
                .isInstanceOf(HypervisorException.class)
                .isNotInstanceOf(HostUnreachableException.class);
        assertThat(host.observe(id)).isEqualTo(present(PowerState.OFF));
        world.faults().loseNextAnswers(Operation.START, 1);
        assertThatThrownBy(() -> host.start(id)).isInstanceOf(HostUnreachableException.class);
        assertThat(host.observe(id)).isEqualTo(present(PowerState.RUNNING));
    }

    @Test
    void watcherCutsAnOperationBeforeAndAfterItsEffect() {
        define();
        for (var moment : List.of(Boundary.Moment.BEFORE, Boundary.Moment.AFTER)) {
            world.faults().watch(boundary -> {
                if (boundary.operation() == Operation.START && boundary.moment() == moment) {
                    throw new AssertionError("cut off");
                }
            });
            assertThatThrownBy(() -> host.start(id)).isInstanceOf(AssertionError.class);
            var expected = moment == Boundary.Moment.BEFORE ? PowerState.OFF : PowerState.RUNNING;
            assertThat(host.observe(id)).isEqualTo(present(expected));
        }
        world.faults().clear();
    }

    @Test
    void uploadCutOffHalfwayIsMadeAnew() throws IOException {
        var file = Files.write(folder.resolve("half.raw"), new byte[1024]);
        var half = new VolumeName(id + ".half");
        world.faults().watch(boundary -> {
            if (boundary.moment() == Boundary.Moment.DURING) {
                throw new AssertionError("cut off");
            }
        });
        assertThatThrownBy(() -> host.ensureUploaded(half, file)).isInstanceOf(AssertionError.class);
        world.faults().clear();
        assertThat(host.hasVolume(half)).isFalse();
        host.ensureUploaded(half, file);
        assertThat(host.hasVolume(half)).isTrue();
    }

    @Test
    void machineThatDoesNotFitIsRefused() {
        define();
        world.capacity(1, 64);
        assertThatThrownBy(() -> host.start(id))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("64 MiB are free");
    }

    @Test
    void guestIsAskedAndRemembers() {
        define();
        host.start(id);
        host.guest(id).setPassword("desktop", "s3cret");
        host.guest(id).exec(List.of("/bin/true"), "input", Duration.ofSeconds(1));
        assertThat(world.password(id, "desktop")).contains("s3cret");
        assertThat(world.executions(id))
                .containsExactly(new SimulatedWorld.Execution(id, List.of("/bin/true"), "input"));
        world.file(id, "/run/list", "a list".getBytes(StandardCharsets.US_ASCII));
        assertThat(host.guest(id).read("/run/list", 5))
                .hasValueSatisfying(read -> assertThat(read).asString().isEqualTo("a lis"));
        assertThat(host.guest(id).read("/run/none", 5)).isEmpty();
        var memory = world.memory(id);
        host.save(id);
        host.start(id);
        assertThat(world.memory(id)).isEqualTo(memory);
        host.reboot(id);
        assertThat(world.memory(id)).isNotEqualTo(memory);
    }

    @Test
    void forwardedPortAnswersRdpWhileTheGuestDoes() throws IOException {
        define();
        host.start(id);
        var forward = host.openForward(id, 3389);
        assertThat(firstByte(forward)).isEqualTo(3);
        world.agentRuns(id, false);
        assertThat(firstByte(forward)).isEqualTo(-1);
    }

    @Test
    void cloneCutOffBeforeItHadItsIdentityGetsItLater() {
        template();
        world.faults().watch(boundary -> {
            if (boundary.moment() == Boundary.Moment.DURING
                    && !world.allMachines().isEmpty()) {
                throw new AssertionError("cut off");
            }
        });
        assertThatThrownBy(() -> host.startFromTemplate(TEMPLATE, emptyMachine()))
                .isInstanceOf(AssertionError.class);
        world.faults().clear();
        assertThat(host.startFromTemplate(TEMPLATE, emptyMachine())).isEmpty();
        assertThat(host.guest(id).answers()).isTrue();
        assertThat(host.machines()).containsExactly(id);
        assertThatThrownBy(() -> host.deleteTemplate(TEMPLATE)).isInstanceOf(HypervisorException.class);
        host.remove(id);
        host.deleteVolume(root);
        host.deleteTemplate(TEMPLATE);
        assertThat(host.hasTemplate(TEMPLATE)).isFalse();
    }

    @Test
    void templatesVolumesAreNotListed() {
        template();
        assertThat(host.volumes()).containsExactly(IMAGE);
        assertThat(world.allVolumes()).hasSize(2);
    }

    private void template() {
        host.ensureVolume(new VolumeSpec.Blank(IMAGE, 64));
        host.ensureTemplate(new TemplateSpec(
                TEMPLATE, 1, 128, new MachineSpec.Boot.Firmware(), IMAGE, IMAGE, MachineSpec.ISOLATED));
    }

    private static int firstByte(PortForward forward) throws IOException {
        try (var client = new Socket(forward.host(), forward.port())) {
            client.setSoTimeout(5_000);
            client.getOutputStream().write(RDP_CONNECTION_REQUEST);
            return client.getInputStream().read();
        }
    }
}
