package dev.berth.hypervisor.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.SnapshotContract;
import dev.berth.hypervisor.SnapshotOutcome.Consistency;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulatedSnapshotTest extends SnapshotContract {

    private final String worldName = "snapshots-" + UUID.randomUUID();
    private final SimulatedWorld world = SimulatedWorld.named(worldName);

    @Override
    protected Hypervisor open() {
        return new SimulatedDriver()
                .open(new HostConnection(URI.create("simulated:" + worldName), "berth", "127.0.0.1"));
    }

    @BeforeEach
    void noGuestAnswers() {
        world.agentsRunAfterBoot(false);
    }

    @Test
    void guestThatAnswersOrShutItselfDownIsConsistent() {
        world.agentsRunAfterBoot(true);
        host.start(id);
        assertThat(host.snapshot(id, whole("one")).consistency()).isEqualTo(Consistency.FILE_SYSTEM);
        host.shutDown(id);
        assertThat(host.snapshot(id, whole("two")).consistency()).isEqualTo(Consistency.FILE_SYSTEM);
        host.start(id);
        host.powerOff(id);
        assertThat(host.snapshot(id, whole("three")).consistency()).isEqualTo(Consistency.CRASH);
    }

    @Test
    void filesAreInTheCopyAsTheyWereThen() {
        host.start(id);
        world.write(user, "/home/letter", "first");
        var full = host.snapshot(id, whole("one"));
        world.write(user, "/home/letter", "second");
        var increment = host.snapshot(id, increment("two", "one"));
        assertThat(increment.bytes()).isGreaterThan(0);
        assertThat(full.bytes()).isGreaterThan(0);
        world.write(user, "/home/letter", "third");
        assertThat(world.files(userOf("one"))).containsEntry("/home/letter", "first");
        assertThat(world.files(userOf("two"))).containsEntry("/home/letter", "second");
        var restored = new VolumeName(id + ".user-2");
        host.ensureVolume(new VolumeSpec.FullCopy(restored, userOf("two"), 32));
        assertThat(world.files(restored)).containsEntry("/home/letter", "second");
        var sent = new ByteArrayOutputStream();
        host.download(restored, sent);
        var received = new VolumeName(id + ".user-3");
        host.upload(received, 32, new ByteArrayInputStream(sent.toByteArray()));
        assertThat(world.files(received)).containsEntry("/home/letter", "second");
    }

    @Test
    void snapshotCutOffHalfwayIsNotListedAndMadeAnew() {
        host.start(id);
        world.faults().watch(boundary -> {
            if (boundary.moment() == Boundary.Moment.DURING) {
                throw new AssertionError("cut off");
            }
        });
        assertThatThrownBy(() -> host.snapshot(id, whole("one"))).isInstanceOf(AssertionError.class);
        world.faults().clear();
        assertThat(host.volumes()).doesNotContain(userOf("one"), rootOf("one"));
        world.write(user, "/home/letter", "written since");
        host.snapshot(id, whole("one"));
        assertThat(world.files(userOf("one"))).containsEntry("/home/letter", "written since");
    }

    @Test
    void unreachableHostTakesNoUpload() {
        var sent = new ByteArrayOutputStream();
        host.download(user, sent);
        var received = new VolumeName(id + ".received");
        world.faults().loseNextAnswers(Operation.UPLOAD, 1);
        assertThatThrownBy(() -> host.upload(received, 32, new ByteArrayInputStream(sent.toByteArray())))
                .isInstanceOf(dev.berth.hypervisor.HostUnreachableException.class);
        assertThat(host.hasVolume(received)).isTrue();
    }
}
