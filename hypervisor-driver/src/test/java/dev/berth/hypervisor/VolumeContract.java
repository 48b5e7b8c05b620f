package dev.berth.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every driver keeps to with the volumes of a machine whose guest runs nothing. */
public abstract class VolumeContract {

    static final long MIB = 1024 * 1024;

    protected Hypervisor host;
    protected final MachineId id = new MachineId(UUID.randomUUID());
    protected final VolumeName image = new VolumeName(id + ".image");
    protected final VolumeName root = new VolumeName(id + ".root-1");
    protected final VolumeName user = new VolumeName(id + ".user-1");

    /** Opens the host; each call opens it anew. */
    protected abstract Hypervisor open();

    @BeforeEach
    void openHostWithAMachine() {
        host = open();
        host.ensureVolume(new VolumeSpec.Blank(image, 64));
        host.ensureVolume(new VolumeSpec.LinkedClone(root, image, 64));
        host.ensureVolume(new VolumeSpec.Blank(user, 32));
        host.define(machine());
    }

    @AfterEach
    void leaveNothing() {
        host.remove(id);
        for (var left = own(); !left.isEmpty(); left = own()) {
            left.forEach(this::deleteIfFree);
        }
        host.close();
    }

    @Test
    void volumeGrowsWhileOffAndWhileRunningAndNeverShrinks() {
        host.growVolume(user, 48);
        host.start(id);
        host.growVolume(user, 64);
        host.growVolume(user, 64);
        host.growVolume(root, 96);
        assertThat(host.volume(user).capacityBytes()).isEqualTo(64 * MIB);
        assertThat(host.volume(root).capacityBytes()).isEqualTo(96 * MIB);
        assertThatThrownBy(() -> host.growVolume(user, 63))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("never shrinks");
        host.save(id);
        assertThatThrownBy(() -> host.growVolume(user, 128))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("saved");
        assertThat(host.volume(user).capacityBytes()).isEqualTo(64 * MIB);
    }

    @Test
    void volumeTravelsWholeOrNotAtAll() {
        var sent = new ByteArrayOutputStream();
        host.download(root, sent);
        var received = new VolumeName(id + ".received");
        for (int length : new int[] {0, 7, 40, sent.size() / 2, sent.size() - 1}) {
            var part = new ByteArrayInputStream(Arrays.copyOf(sent.toByteArray(), length));
            assertThatThrownBy(() -> host.upload(received, 64, part)).isInstanceOf(HypervisorException.class);
            assertThat(host.hasVolume(received)).isFalse();
            assertThat(host.volumes()).doesNotContain(received);
        }
        var damaged = sent.toByteArray();
        damaged[damaged.length / 2] ^= 1;
        assertThatThrownBy(() -> host.upload(received, 64, new ByteArrayInputStream(damaged)))
                .isInstanceOf(HypervisorException.class);
        assertThat(host.hasVolume(received)).isFalse();
        host.upload(received, 80, new ByteArrayInputStream(sent.toByteArray()));
        assertThat(host.volume(received).backing()).contains(image);
        assertThat(host.volume(received).capacityBytes()).isEqualTo(80 * MIB);
        host.upload(received, 80, new ByteArrayInputStream(new byte[0]));
        assertThatThrownBy(() -> host.deleteVolume(image)).isInstanceOf(HypervisorException.class);
    }

    @Test
    void keptMemoryTravelsWholeOrNotAtAll() {
        var memory = new VolumeName(id + "-memory-g1");
        host.start(id);
        host.save(id);
        host.keepMemory(id, memory);
        var sent = new ByteArrayOutputStream();
        host.download(memory, sent);
        var disk = new ByteArrayOutputStream();
        host.download(root, disk);
        host.deleteVolume(memory);
        host.remove(id);

        var half = new ByteArrayInputStream(Arrays.copyOf(sent.toByteArray(), sent.size() / 2));
        assertThatThrownBy(() -> host.uploadMemory(memory, half)).isInstanceOf(HypervisorException.class);
        assertThat(host.hasVolume(memory)).isFalse();
        assertThatThrownBy(() -> host.uploadMemory(memory, new ByteArrayInputStream(disk.toByteArray())))
                .hasMessageContaining("no saved memory");
        assertThat(host.hasVolume(memory)).isFalse();

        host.uploadMemory(memory, new ByteArrayInputStream(sent.toByteArray()));
        host.uploadMemory(memory, new ByteArrayInputStream(new byte[0]));
        assertThat(host.putSentMemoryBack(machine(), memory)).isEmpty();
        assertThat(host.start(id)).isEqualTo(new StartOutcome.Resumed());
    }

    @Test
    void volumeThatStandsOnWhatTheHostLacksIsNotTaken() {
        var below = new VolumeName(id + ".below");
        var above = new VolumeName(id + ".above");
        host.ensureVolume(new VolumeSpec.Blank(below, 32));
        host.ensureVolume(new VolumeSpec.LinkedClone(above, below, 32));
        var sent = new ByteArrayOutputStream();
        host.download(above, sent);
        host.deleteVolume(above);
        host.deleteVolume(below);
        assertThatThrownBy(() -> host.upload(above, 32, new ByteArrayInputStream(sent.toByteArray())))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining(below.value());
        assertThat(host.hasVolume(above)).isFalse();
    }

    @Test
    void volumeThatARunningMachineWritesIsNotDownloaded() {
        host.start(id);
        assertThatThrownBy(() -> host.download(user, new ByteArrayOutputStream()))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining(user.value());
    }

    @Test
    void missingVolumeIsNamed() {
        var none = new VolumeName(id + ".none");
        assertThatThrownBy(() -> host.volume(none)).hasMessageContaining(none.value());
        assertThatThrownBy(() -> host.growVolume(none, 64)).hasMessageContaining(none.value());
        assertThatThrownBy(() -> host.download(none, new ByteArrayOutputStream()))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining(none.value());
    }

    protected MachineSpec machine() {
        return new MachineSpec(
                id, "copied", 1, 128, new MachineSpec.Boot.Firmware(), root, Optional.of(user), MachineSpec.ISOLATED);
    }

    private List<VolumeName> own() {
        return host.volumes().stream()
                .filter(volume -> volume.value().startsWith(id.toString()))
                .toList();
    }

    private void deleteIfFree(VolumeName volume) {
        boolean stoodOn = own().stream()
                .anyMatch(other ->
                        host.volume(other).backing().filter(volume::equals).isPresent());
        if (!stoodOn) {
            host.deleteVolume(volume);
        }
    }
}
