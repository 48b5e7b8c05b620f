package dev.berth.hypervisor.simulated;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import dev.berth.hypervisor.VolumeStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Moves volumes out of a simulated host and into one. Its own lock is held while the world changes, never while bytes flow. */
final class SimulatedTransfers {

    private static final int MOST_BYTES = 64 * 1024 * 1024;

    /** What looks at the beginning alone takes it for the disk that it stands for: the head of a qcow2 file. */
    private static final byte[] HEAD =
            ByteBuffer.allocate(104).putInt(0, 0x514649fb).putInt(4, 3).array();

    private final SimulatedWorld world;
    private final SimulatedVolumes volumes;

    SimulatedTransfers(SimulatedWorld world, SimulatedVolumes volumes) {
        this.world = world;
        this.volumes = volumes;
    }

    void download(VolumeName name, OutputStream to) {
        var volume = world.call(Operation.DOWNLOAD, name, () -> readable(name));
        var memory = world.call(Operation.VOLUME, name, () -> Optional.ofNullable(world.memories.get(name)));
        try {
            var writer = new VolumeStream.Writer(to, volume.backing());
            var content = new ByteArrayInputStream(
                    memory.isPresent() ? SimulatedMemory.written(memory.get()) : content(volume));
            var frame = new byte[VolumeStream.FRAME_BYTES];
            for (int count = content.read(frame); count > 0; count = content.read(frame)) {
                writer.frame(frame, count);
            }
            writer.end();
        } catch (IOException e) {
            throw new HypervisorException(
                    "Cannot download volume '" + name + "' from simulated host '" + world.name()
                            + "': its taker failed. Try again.",
                    e);
        }
    }

    void upload(VolumeName name, long capacityMib, InputStream from) {
        VolumeSpec.requireCapacity(name, capacityMib);
        take(name, from, (backing, content) -> add(name, capacityMib, backing, content));
    }

    void uploadMemory(VolumeName name, InputStream from) {
        take(name, from, (backing, content) -> {
            var machine = SimulatedMemory.read(name, content);
            world.addVolume(name, machine.spec.memoryMib(), Optional.empty(), false);
            world.faults().during(Operation.UPLOAD, name.value());
            world.addVolume(name, machine.spec.memoryMib(), Optional.empty(), true);
            world.memories.put(name, machine);
        });
    }

    private void take(VolumeName name, InputStream from, BiConsumer<Optional<VolumeName>, byte[]> adding) {
        if (world.call(Operation.HAS_VOLUME, name, () -> volumes.isWhole(name))) {
            return;
        }
        var cannot = "Cannot upload volume '" + name + "'";
        try {
            var reader = new VolumeStream.Reader(from);
            var content = content(reader);
            world.call(Operation.UPLOAD, name, () -> {
                reader.backing().ifPresent(backing -> volumes.require(backing, cannot));
                adding.accept(reader.backing(), content);
                return Boolean.TRUE;
            });
        } catch (IOException e) {
            throw new HypervisorException(
                    cannot + " to simulated host '" + world.name()
                            + "': its content was cut off or damaged on the way. Send it again.",
                    e);
        }
    }

    private SimulatedVolume readable(VolumeName name) {
        var volume = volumes.require(name, "Cannot download volume '" + name + "'");
        for (var machine : world.machines.entrySet()) {
            if (machine.getValue().holdsMemory() && machine.getValue().uses(name)) {
                throw new HypervisorException("Cannot download volume '" + name + "' from simulated host '"
                        + world.name() + "': machine " + machine.getKey()
                        + " runs and writes to it. Stop the machine, or download a snapshot.");
            }
        }
        return volume;
    }

    private void add(VolumeName name, long capacityMib, Optional<VolumeName> backing, byte[] content) {
        try {
            var in = new DataInputStream(new ByteArrayInputStream(content));
            in.skipNBytes(HEAD.length);
            long capacity = Math.max(capacityMib, in.readLong());
            world.addVolume(name, capacity, backing, false);
            world.faults().during(Operation.UPLOAD, name.value());
            var files = new LinkedHashMap<String, String>();
            for (int left = in.readInt(); left > 0; left--) {
                files.put(in.readUTF(), in.readUTF());
            }
            world.addVolume(name, capacity, backing, true, files);
        } catch (IOException e) {
            throw new HypervisorException(
                    "Cannot upload volume '" + name + "': its content is none of a simulated host's. Send another.", e);
        }
    }

    private static byte[] content(SimulatedVolume volume) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.write(HEAD);
        out.writeLong(volume.capacityMib());
        out.writeInt(volume.files().size());
        for (var file : volume.files().entrySet()) {
            out.writeUTF(file.getKey());
            out.writeUTF(file.getValue());
        }
        return bytes.toByteArray();
    }

    private static byte[] content(VolumeStream.Reader reader) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (var frame = reader.frame(); frame.isPresent(); frame = reader.frame()) {
            bytes.write(frame.get());
            if (bytes.size() > MOST_BYTES) {
                throw new IOException("A simulated volume has at most " + MOST_BYTES + " bytes of files.");
            }
        }
        return bytes.toByteArray();
    }
}
