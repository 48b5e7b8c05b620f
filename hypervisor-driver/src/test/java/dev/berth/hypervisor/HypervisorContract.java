package dev.berth.hypervisor;

import static dev.berth.hypervisor.Within.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.hypervisor.Observation.PowerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every driver keeps to, with machines whose guest need not run anything. */
public abstract class HypervisorContract {

    @TempDir
    protected Path folder;

    protected Hypervisor host;
    protected final MachineId id = new MachineId(UUID.randomUUID());
    protected final VolumeName root = new VolumeName(id + ".root-1");
    private final VolumeName image = new VolumeName("image-" + UUID.randomUUID());

    /** Opens the host; each call opens it anew. */
    protected abstract Hypervisor open();

    /** Makes a machine on the host that is not Berth's, and takes it away when told. */
    protected abstract AutoCloseable foreignMachine(MachineId machine);

    @BeforeEach
    void openHost() {
        host = open();
    }

    @AfterEach
    void leaveNothing() {
        host.remove(id);
        for (var volume : host.volumes()) {
            if (volume.value().startsWith(id.toString())) {
                host.deleteVolume(volume);
            }
        }
        host.deleteVolume(image);
        host.close();
    }

    @Test
    void hostTellsWhatItHas() {
        var facts = host.facts();
        assertThat(facts.cpus()).isPositive();
        assertThat(facts.memoryMib()).isGreaterThan(512);
        assertThat(facts.freeMemoryMib()).isBetween(1L, facts.memoryMib());
    }

    @Test
    void unknownMachineIsAbsent() {
        assertThat(host.observe(id)).isEqualTo(new Observation.Absent());
        assertThat(host.guest(id).answers()).isFalse();
        assertThatCode(() -> host.remove(id)).doesNotThrowAnyException();
        assertThatThrownBy(() -> host.start(id))
                .isInstanceOf(HypervisorException.class)
                .isNotInstanceOf(HostUnreachableException.class)
                .hasMessageContaining(id.toString());
    }

    @Test
    void definedMachineIsOffAndListedOnce() {
        define();
        host.define(emptyMachine());
        assertThat(host.observe(id)).isEqualTo(present(PowerState.OFF));
        assertThat(host.machines()).containsOnlyOnce(id);
    }

    @Test
    void anotherOpeningSeesTheSameMachines() {
        define();
        try (var other = open()) {
            assertThat(other.machines()).contains(id);
        }
    }

    @Test
    void redefiningChangesAMachineThatIsOff() {
        define();
        var larger = new MachineSpec(
                id, "larger", 1, 256, new MachineSpec.Boot.Firmware(), root, Optional.empty(), MachineSpec.ISOLATED);
        host.define(larger);
        assertThat(host.start(id)).isEqualTo(new StartOutcome.Booted());
        assertThatCode(() -> host.define(emptyMachine())).doesNotThrowAnyException();
        assertThat(host.observe(id)).isEqualTo(present(PowerState.RUNNING));
    }

    @Test
    void definingOverAMissingVolumeIsRefused() {
        assertThatThrownBy(() -> host.define(emptyMachine()))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining(root.value());
        assertThat(host.observe(id)).isEqualTo(new Observation.Absent());
    }

    @Test
    void startingTwiceStartsOnce() {
        define();
        assertThat(host.start(id)).isEqualTo(new StartOutcome.Booted());
        assertThat(host.start(id)).isEqualTo(new StartOutcome.AlreadyRunning());
        assertThat(host.observe(id)).isEqualTo(present(PowerState.RUNNING));
    }

    @Test
    void poweredOffMachineIsOffAndItsVolumesStayWhenRemoved() {
        define();
        host.start(id);
        host.powerOff(id);
        host.powerOff(id);
        assertThat(host.observe(id)).isEqualTo(present(PowerState.OFF));
        host.remove(id);
        host.remove(id);
        assertThat(host.observe(id)).isEqualTo(new Observation.Absent());
        assertThat(host.hasVolume(root)).isTrue();
    }

    @Test
    void foreignMachineIsNeverListed() throws Exception {
        try (var foreign = foreignMachine(id)) {
            assertThat(foreign).isNotNull();
            assertThat(host.machines()).doesNotContain(id);
        }
    }

    @Test
    void volumesAreMadeOnceAndKeptWhileInUse() throws IOException {
        var clone = new VolumeName(id + ".clone");
        host.ensureUploaded(image, imageFile());
        host.ensureUploaded(image, imageFile());
        host.ensureVolume(new VolumeSpec.LinkedClone(clone, image, 64));
        host.ensureVolume(new VolumeSpec.LinkedClone(clone, image, 64));
        host.ensureVolume(new VolumeSpec.FullCopy(new VolumeName(id + ".copy"), image, 64));
        host.ensureVolume(new VolumeSpec.Blank(root, 64));
        assertThat(host.volumes()).contains(image, clone, root, new VolumeName(id + ".copy"));
        assertThatThrownBy(() -> host.deleteVolume(image))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining(clone.value());
        host.define(emptyMachine());
        assertThatThrownBy(() -> host.deleteVolume(root)).isInstanceOf(HypervisorException.class);
        host.deleteVolume(clone);
        host.deleteVolume(clone);
        assertThat(host.hasVolume(clone)).isFalse();
        host.deleteVolume(image);
        assertThat(host.hasVolume(image)).isFalse();
        assertThat(host.hasVolume(new VolumeName(id + ".copy"))).isTrue();
    }

    @Test
    void cloneOfAMissingVolumeIsRefused() {
        assertThatThrownBy(() -> host.ensureVolume(new VolumeSpec.LinkedClone(root, image, 64)))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining(image.value());
        assertThat(host.hasVolume(root)).isFalse();
    }

    @Test
    void missingImageFileIsNamed() {
        assertThatThrownBy(() -> host.ensureUploaded(image, folder.resolve("no-such.qcow2")))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("no-such.qcow2");
        assertThat(host.hasVolume(image)).isFalse();
    }

    @Test
    void forwardIsAdoptedAndGoneWithSaving() {
        define();
        host.start(id);
        var forward = host.openForward(id, 3389);
        assertThat(host.openForward(id, 3389)).isEqualTo(forward);
        try (var other = open()) {
            assertThat(other.openForward(id, 3389)).isEqualTo(forward);
        }
        host.closeForward(id, 3389);
        host.closeForward(id, 3389);
        host.openForward(id, 3389);
        host.save(id);
        assertThatThrownBy(() -> host.openForward(id, 3389)).isInstanceOf(HypervisorException.class);
        host.start(id);
        assertThat(host.openForward(id, 3389).port()).isPositive();
    }

    @Test
    void missingTemplateIsAReasonAndLeavesNothing() {
        var key = new TemplateKey("none-" + id);
        assertThat(host.hasTemplate(key)).isFalse();
        assertThat(host.startFromTemplate(key, emptyMachine())).isPresent();
        assertThat(host.observe(id)).isEqualTo(new Observation.Absent());
        assertThat(host.hasVolume(root)).isFalse();
        assertThatCode(() -> host.deleteTemplate(key)).doesNotThrowAnyException();
    }

    @Test
    void eventsTellOfChangesUntilTheSubscriptionEnds() {
        define();
        var seen = new CopyOnWriteArrayList<HypervisorEvent>();
        try (var subscription = host.subscribe(seen::add)) {
            assertThat(subscription).isNotNull();
            host.start(id);
            within(
                    Duration.ofSeconds(60),
                    "an event of the machine's start",
                    () -> seen.contains(new HypervisorEvent.MachineChanged(id)));
        }
        host.powerOff(id);
        seen.clear();
        host.start(id);
        assertThat(seen).isEmpty();
    }

    protected MachineSpec emptyMachine() {
        return new MachineSpec(
                id, "empty", 1, 128, new MachineSpec.Boot.Firmware(), root, Optional.empty(), MachineSpec.ISOLATED);
    }

    protected void define() {
        host.ensureVolume(new VolumeSpec.Blank(root, 64));
        host.define(emptyMachine());
    }

    protected static Observation present(PowerState power) {
        return new Observation.Present(power);
    }

    private Path imageFile() throws IOException {
        return Files.write(folder.resolve("image.raw"), new byte[8 * 1024 * 1024]);
    }
}
