package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.libvirt.StorageVol;
import org.libvirt.Stream;

/** Moves bytes between here and a volume of the host, through the connection. */
final class Streams {

    private static final int CHUNK_BYTES = 256 * 1024;

    private Streams() {}

    static byte[] read(BerthConnect connect, StorageVol volume, long offset, int length) throws LibvirtException {
        var bytes = new byte[length];
        int at = 0;
        var stream = connect.streamNew(0);
        try {
            volume.download(stream, offset, length, 0);
            while (at < length) {
                var part = new byte[Math.min(CHUNK_BYTES, length - at)];
                int count = stream.receive(part);
                if (count <= 0) {
                    throw new HypervisorException("Volume '" + volume.getName() + "' ends at byte " + (offset + at)
                            + " where " + (offset + length) + " were expected.");
                }
                System.arraycopy(part, 0, bytes, at, count);
                at += count;
            }
            stream.finish();
            return bytes;
        } finally {
            stream.free();
        }
    }

    static byte[] screenshot(BerthConnect connect, Domain domain, int mostBytes) throws LibvirtException {
        var bytes = new ByteArrayOutputStream();
        var stream = connect.streamNew(0);
        boolean done = false;
        try {
            domain.screenshot(stream, 0);
            var part = new byte[CHUNK_BYTES];
            for (int count = stream.receive(part); count > 0; count = stream.receive(part)) {
                bytes.write(part, 0, count);
                if (bytes.size() > mostBytes) {
                    throw new HypervisorException("The screenshot of machine '" + domain.getName() + "' has over "
                            + mostBytes + " bytes. Choose a smaller resolution in the guest.");
                }
            }
            stream.finish();
            done = true;
            return bytes.toByteArray();
        } finally {
            end(stream, done);
        }
    }

    static void write(BerthConnect connect, StorageVol volume, byte[] bytes) throws LibvirtException {
        var stream = connect.streamNew(0);
        boolean done = false;
        try {
            volume.upload(stream, 0, bytes.length, 0);
            send(stream, bytes, bytes.length);
            stream.finish();
            done = true;
        } finally {
            end(stream, done);
        }
    }

    static void write(BerthConnect connect, StorageVol volume, Path file, long length) throws LibvirtException {
        var stream = connect.streamNew(0);
        boolean done = false;
        try (InputStream in = Files.newInputStream(file)) {
            volume.upload(stream, 0, length, 0);
            var chunk = new byte[CHUNK_BYTES];
            long sent = 0;
            for (int count = in.read(chunk); count > 0; count = in.read(chunk)) {
                send(stream, chunk, count);
                sent += count;
            }
            if (sent != length) {
                throw new HypervisorException("File '" + file + "' changed while it was uploaded: " + sent
                        + " bytes were read and " + length + " expected. Upload it again.");
            }
            stream.finish();
            done = true;
        } catch (IOException e) {
            throw new HypervisorException("File '" + file + "' cannot be read. Put the image file there.", e);
        } finally {
            end(stream, done);
        }
    }

    static void send(Stream stream, byte[] bytes, int length) throws LibvirtException {
        int at = 0;
        while (at < length) {
            int count = stream.send(Arrays.copyOfRange(bytes, at, length));
            if (count <= 0) {
                throw new HypervisorException("The host stopped taking data after " + at + " bytes.");
            }
            at += count;
        }
    }

    static void end(Stream stream, boolean done) throws LibvirtException {
        if (!done) {
            stream.abort();
        }
        stream.free();
    }
}
