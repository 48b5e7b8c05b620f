package dev.berth.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.hypervisor.Observation.PowerState;
import dev.berth.hypervisor.SnapshotOutcome.Consistency;
import dev.berth.hypervisor.SnapshotSpec.Copy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What every driver keeps to with copies of volumes; the machine's guest runs nothing. */
public abstract class SnapshotContract extends VolumeContract {

    @Test
    void runningMachineIsCopiedAtOneMomentAndRunsOn() {
        host.start(id);
        var outcome = host.snapshot(id, whole("one"));
        assertThat(outcome.incremental()).isFalse();
        assertThat(outcome.consistency()).isEqualTo(Consistency.CRASH);
        assertThat(outcome.bytes()).isPositive();
        assertThat(host.observe(id)).isEqualTo(present(PowerState.RUNNING));
        assertThat(host.volumes()).contains(rootOf("one"), userOf("one"));
        assertThat(host.volume(userOf("one")).capacityBytes()).isEqualTo(32 * MIB);
        assertThat(host.volume(userOf("one")).backing()).isEmpty();
    }

    @Test
    void incrementStandsOnTheSnapshotBefore() {
        host.start(id);
        host.snapshot(id, whole("one"));
        var second = host.snapshot(id, increment("two", "one"));
        assertThat(second.incremental()).isTrue();
        assertThat(host.volume(userOf("two")).backing()).contains(userOf("one"));
        var third = host.snapshot(id, increment("three", "two"));
        assertThat(third.incremental()).isTrue();
        assertThatThrownBy(() -> host.deleteVolume(userOf("two")))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining(userOf("three").value());
    }

    @Test
    void incrementGoesOnAfterSavingAndAfterRebooting() {
        host.start(id);
        host.snapshot(id, whole("one"));
        host.save(id);
        host.start(id);
        assertThat(host.snapshot(id, increment("two", "one")).incremental()).isTrue();
        host.powerOff(id);
        host.start(id);
        assertThat(host.snapshot(id, increment("three", "two")).incremental()).isTrue();
    }

    @Test
    void incrementWithNothingToStandOnIsWhole() {
        host.start(id);
        assertThat(host.snapshot(id, increment("two", "never-made")).incremental())
                .isFalse();
        assertThat(host.volume(userOf("two")).backing()).isEmpty();
        host.snapshot(id, increment("three", "two"));
        host.deleteSnapshot(id, "three");
        host.deleteSnapshot(id, "three");
        assertThat(host.snapshot(id, increment("four", "three")).incremental()).isFalse();
    }

    @Test
    void snapshotGivenUpOnDoesNotBreakTheRowOfIncrements() {
        host.start(id);
        host.snapshot(id, whole("one"));
        host.snapshot(id, increment("lost", "one"));
        host.deleteVolume(rootOf("lost"));
        host.deleteVolume(userOf("lost"));
        assertThat(host.snapshot(id, increment("two", "one")).incremental()).isTrue();
        assertThat(host.snapshot(id, increment("three", "two")).incremental()).isTrue();
    }

    @Test
    void volumeMadeAnewUnderTheMachineIsCopiedWhole() {
        host.start(id);
        host.snapshot(id, whole("one"));
        host.powerOff(id);
        host.remove(id);
        host.deleteVolume(user);
        host.ensureVolume(new VolumeSpec.FullCopy(user, userOf("one"), 32));
        host.define(machine());
        host.start(id);
        assertThat(host.snapshot(id, increment("two", "one")).incremental()).isFalse();
        assertThat(host.snapshot(id, increment("three", "two")).incremental()).isTrue();
    }

    @Test
    void repeatedSnapshotIsAdoptedAndAHalfOneIsMadeAnew() {
        host.start(id);
        host.snapshot(id, whole("one"));
        var first = host.snapshot(id, increment("two", "one"));
        assertThat(host.snapshot(id, increment("two", "one"))).isEqualTo(first);
        host.deleteVolume(rootOf("two"));
        assertThat(host.snapshot(id, increment("two", "one")).incremental()).isTrue();
        assertThat(host.volumes()).contains(rootOf("two"), userOf("two"));
    }

    @Test
    void machineThatIsOffIsCopiedAndItsRootStaysLinked() {
        var off = host.snapshot(id, whole("off"));
        assertThat(off.incremental()).isFalse();
        assertThat(off.consistency()).isEqualTo(Consistency.CRASH);
        assertThat(host.volume(rootOf("off")).backing()).contains(image);
        assertThat(host.snapshot(id, whole("off"))).isEqualTo(off);
        host.start(id);
        host.save(id);
        assertThat(host.snapshot(id, whole("saved")).consistency()).isEqualTo(Consistency.CRASH);
        assertThat(host.start(id)).isEqualTo(new StartOutcome.Resumed());
    }

    @Test
    void snapshotOfAnAbsentMachineOrAVolumeOfAnothersIsRefused() {
        var nobody = new MachineId(UUID.randomUUID());
        assertThatThrownBy(() -> host.snapshot(nobody, whole("one")))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining(nobody.toString());
        assertThatCode(() -> host.deleteSnapshot(nobody, "one")).doesNotThrowAnyException();
        var foreign =
                new SnapshotSpec("one", List.of(new Copy(image, userOf("one"), Optional.empty())), Optional.empty());
        assertThatThrownBy(() -> host.snapshot(id, foreign))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining(image.value());
        assertThat(host.hasVolume(userOf("one"))).isFalse();
    }

    @Test
    void snapshotsAreRestoredWholeOrLinked() {
        host.start(id);
        host.snapshot(id, whole("one"));
        host.snapshot(id, increment("two", "one"));
        var flat = new VolumeName(id + ".flat");
        host.ensureVolume(new VolumeSpec.FullCopy(flat, userOf("two"), 48));
        assertThat(host.volume(flat).backing()).isEmpty();
        assertThat(host.volume(flat).capacityBytes()).isEqualTo(48 * MIB);
        host.powerOff(id);
        host.snapshot(id, whole("off"));
        var linked = new VolumeName(id + ".linked");
        host.ensureVolume(new VolumeSpec.LinkedCopy(linked, rootOf("off"), image, 64));
        assertThat(host.volume(linked).backing()).contains(image);
        var above = new VolumeName(id + ".above");
        host.ensureVolume(new VolumeSpec.LinkedClone(above, linked, 64));
        var merged = new VolumeName(id + ".merged");
        host.ensureVolume(new VolumeSpec.LinkedCopy(merged, above, image, 80));
        host.ensureVolume(new VolumeSpec.LinkedCopy(merged, above, image, 80));
        assertThat(host.volume(merged).backing()).contains(image);
        assertThat(host.volume(merged).capacityBytes()).isEqualTo(80 * MIB);
        var alone = new VolumeName(id + ".alone");
        host.ensureVolume(new VolumeSpec.LinkedCopy(alone, userOf("two"), image, 32));
        assertThat(host.volume(alone).backing()).isEmpty();
    }

    @Test
    void grownVolumeKeepsItsRowOfIncrements() {
        host.start(id);
        host.snapshot(id, whole("one"));
        host.growVolume(user, 48);
        assertThat(host.snapshot(id, increment("two", "one")).incremental()).isTrue();
        assertThat(host.volume(userOf("two")).capacityBytes()).isEqualTo(48 * MIB);
        host.powerOff(id);
        host.growVolume(user, 64);
        host.start(id);
        assertThat(host.snapshot(id, increment("three", "two")).bytes()).isPositive();
        assertThat(host.volume(userOf("three")).capacityBytes()).isEqualTo(64 * MIB);
    }

    @Test
    void pointsOfOneVolumeAndSnapshotsOfAllDoNotForgetEachOther() {
        host.start(id);
        host.snapshot(id, whole("one"));
        assertThat(host.snapshot(id, point("point-1", Optional.empty())).incremental())
                .isFalse();
        assertThat(host.snapshot(id, increment("two", "one")).incremental()).isTrue();
        assertThat(host.snapshot(id, point("point-2", Optional.of("point-1"))).incremental())
                .isTrue();
        assertThat(host.snapshot(id, increment("three", "two")).incremental()).isTrue();
        assertThat(host.snapshot(id, point("point-4", Optional.of("point-1"))).incremental())
                .as("only the newest point and what it came from are remembered")
                .isTrue();
        assertThat(host.snapshot(id, point("point-5", Optional.of("point-2"))).incremental())
                .as("a forgotten one")
                .isFalse();
    }

    /** A copy of the user volume alone. */
    protected SnapshotSpec point(String name, Optional<String> since) {
        return new SnapshotSpec(name, List.of(new Copy(user, userOf(name), since.map(this::userOf))), since);
    }

    @Test
    void screenshotIsAPictureOfTheConsole() throws IOException {
        assertThatThrownBy(() -> host.screenshot(id)).isInstanceOf(HypervisorException.class);
        host.start(id);
        var png = host.screenshot(id);
        assertThat(Arrays.copyOf(png, 4)).containsExactly(0x89, 'P', 'N', 'G');
        var picture = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(picture.getWidth()).isGreaterThanOrEqualTo(320);
        assertThat(picture.getHeight()).isGreaterThanOrEqualTo(200);
    }

    protected VolumeName rootOf(String snapshot) {
        return new VolumeName(id + ".snap-" + snapshot + ".root");
    }

    protected VolumeName userOf(String snapshot) {
        return new VolumeName(id + ".snap-" + snapshot + ".user");
    }

    protected SnapshotSpec whole(String name) {
        return new SnapshotSpec(
                name,
                List.of(new Copy(root, rootOf(name), Optional.empty()), new Copy(user, userOf(name), Optional.empty())),
                Optional.empty());
    }

    protected SnapshotSpec increment(String name, String since) {
        return new SnapshotSpec(
                name,
                List.of(
                        new Copy(root, rootOf(name), Optional.of(rootOf(since))),
                        new Copy(user, userOf(name), Optional.of(userOf(since)))),
                Optional.of(since));
    }

    protected static Observation present(PowerState power) {
        return new Observation.Present(power);
    }
}
