package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.libvirt.LibvirtException;
import org.libvirt.StorageVol;

/** Moves volumes out of a host and into one, a frame at a time. */
final class Transfers {

    private static final long MIB = 1024 * 1024;
    /** libvirt learns the size from what is written. */
    private static final long ANY_LENGTH = 0;

    private final BerthConnect connect;
    private final Pool pool;
    private final Uses uses;

    Transfers(BerthConnect connect, Pool pool, Uses uses) {
        this.connect = connect;
        this.pool = pool;
        this.uses = uses;
    }

    void download(VolumeName name, OutputStream to) throws LibvirtException {
        var volume = pool.require(name, "downloading it");
        for (var user : uses.of(volume.path())) {
            if (user.isActive() == 1) {
                throw new HypervisorException("Cannot download volume '" + name + "': machine '" + user.getName()
                        + "' runs and writes to it. Stop the machine, or download a snapshot.");
            }
        }
        if (!volume.format().equals("qcow2") && SaveImage.find(connect, volume).isEmpty()) {
            throw new HypervisorException("Cannot download volume '" + name + "': its format is " + volume.format()
                    + "; allowed are qcow2, and saved memory. Make a full copy, which is a qcow2.");
        }
        var stream = connect.streamNew(0);
        boolean done = false;
        try {
            var writer = new VolumeStream.Writer(to, volume.backingPath().flatMap(Pool::nameOf));
            volume.volume().download(stream, 0, ANY_LENGTH, 0);
            var frame = new byte[VolumeStream.FRAME_BYTES];
            for (int count = stream.receive(frame); count > 0; count = stream.receive(frame)) {
                writer.frame(frame, count);
            }
            stream.finish();
            done = true;
            writer.end();
        } catch (IOException e) {
            throw new HypervisorException("Cannot download volume '" + name + "': who takes it failed. Try again.", e);
        } finally {
            Streams.end(stream, done);
        }
    }

    void upload(VolumeName name, long capacityMib, InputStream from) throws LibvirtException {
        take(name, from, reader -> {
            var backing = reader.backing().isEmpty()
                    ? Optional.<StoredVolume>empty()
                    : Optional.of(pool.require(reader.backing().get(), "volume '" + name + "'"));
            var head = Qcow2.standingOn(head(reader), backing.map(StoredVolume::path));
            long capacity = Qcow2.capacityBytes(head);
            // Made as what it will be, and its file then written over: so libvirt knows at once what it holds.
            var volume = pool.create(
                    backing.isPresent()
                            ? VolumeXml.linkedClone(name.value(), capacity, backing.get())
                            : VolumeXml.blank(name.value(), capacity));
            write(volume, head, reader);
            pool.grow(name.value(), capacityMib * MIB);
        });
    }

    void uploadMemory(VolumeName name, InputStream from) throws LibvirtException {
        take(name, from, reader -> {
            var head = head(reader);
            if (reader.backing().isPresent() || !SaveImage.isHeader(head)) {
                throw new HypervisorException(
                        "Cannot upload volume '" + name + "': it is no saved memory that is known here. Send another.");
            }
            write(pool.create(VolumeXml.raw(name.value(), 0)), head, reader);
        });
    }

    /** Whatever fails leaves no volume. */
    private void take(VolumeName name, InputStream from, Taking taking) throws LibvirtException {
        if (pool.isWhole(name.value())) {
            return;
        }
        try {
            var reader = new VolumeStream.Reader(from);
            pool.whole(name.value(), () -> fill(name, reader, taking));
        } catch (IOException | Broken e) {
            throw new HypervisorException(
                    "Cannot upload volume '" + name
                            + "': its content was cut off or damaged on the way. Send it again.",
                    e);
        }
    }

    private void fill(VolumeName name, VolumeStream.Reader reader, Taking taking) throws LibvirtException {
        boolean done = false;
        try {
            taking.from(reader);
            done = true;
        } catch (IOException e) {
            throw new Broken(e);
        } finally {
            if (!done) {
                pool.drop(name.value());
                pool.drop(name.value() + Pool.MAKING);
            }
        }
    }

    private void write(StorageVol volume, byte[] head, VolumeStream.Reader reader)
            throws LibvirtException, IOException {
        var stream = connect.streamNew(0);
        boolean done = false;
        try {
            volume.upload(stream, 0, ANY_LENGTH, 0);
            Streams.send(stream, head, head.length);
            for (var frame = reader.frame(); frame.isPresent(); frame = reader.frame()) {
                Streams.send(stream, frame.get(), frame.get().length);
            }
            stream.finish();
            done = true;
        } finally {
            Streams.end(stream, done);
        }
    }

    /** Makes a volume of what is read. */
    @FunctionalInterface
    private interface Taking {
        void from(VolumeStream.Reader reader) throws LibvirtException, IOException;
    }

    /** At least the whole head, unless the content is shorter. */
    private static byte[] head(VolumeStream.Reader reader) throws IOException {
        var head = new ByteArrayOutputStream();
        while (head.size() < Qcow2.HEAD_BYTES) {
            var frame = reader.frame();
            if (frame.isEmpty()) {
                throw new IOException("The volume ends within its head.");
            }
            head.write(frame.get());
        }
        return head.toByteArray();
    }

    /** Carries a failing source out of a filling. */
    private static final class Broken extends RuntimeException {

        private static final long serialVersionUID = 1;

        Broken(IOException cause) {
            super(cause);
        }
    }
}
