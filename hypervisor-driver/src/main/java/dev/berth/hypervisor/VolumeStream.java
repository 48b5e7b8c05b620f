package dev.berth.hypervisor;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a volume's content travels: a head that names what it stands on, frames, and an end with the length and sum of all. A
 * stream that was cut off is told from one that ended.
 */
public final class VolumeStream {

    /** The most bytes that one frame carries. */
    public static final int FRAME_BYTES = 256 * 1024;

    private static final long MAGIC = 0x4265727468566f31L;
    private static final int QCOW2 = 0x514649fb;
    private static final int QCOW2_SIZE_AT = 24;
    private static final int QCOW2_START_BYTES = 32;

    private VolumeStream() {}

    /** The same volume on another one of equal content. The head is read and written anew when the first byte is asked for. */
    public static InputStream standingOn(InputStream from, Optional<VolumeName> backing) {
        return new Rebased(from, backing, Long.MAX_VALUE);
    }

    /**
     * The same of a volume that is not trusted.
     *
     * @param mostBytes that a guest may see of it: one that says more of itself is refused before anybody opens it
     */
    public static InputStream standingOn(InputStream from, Optional<VolumeName> backing, long mostBytes) {
        return new Rebased(from, backing, mostBytes);
    }

    private static final class Rebased extends FilterInputStream {

        private final Optional<VolumeName> backing;
        private final long mostBytes;
        private @Nullable ByteArrayInputStream head;

        Rebased(InputStream from, Optional<VolumeName> backing, long mostBytes) {
            super(from);
            this.backing = backing;
            this.mostBytes = mostBytes;
        }

        @Override
        public int read() throws IOException {
            int first = head().read();
            return first >= 0 ? first : super.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = head().read(bytes, offset, length);
            return count > 0 || length == 0 ? count : super.read(bytes, offset, length);
        }

        private ByteArrayInputStream head() throws IOException {
            if (head == null) {
                var from = new DataInputStream(in);
                readHead(from);
                var bytes = new ByteArrayOutputStream();
                var out = new DataOutputStream(bytes);
                writeHead(out, backing);
                int count = from.readInt();
                var start = from.readNBytes(Math.clamp(count, 0, QCOW2_START_BYTES));
                requireSize(start);
                out.writeInt(count);
                out.write(start);
                head = new ByteArrayInputStream(bytes.toByteArray());
            }
            return head;
        }

        /** A first frame that is too short to tell is none of Berth's either. */
        private void requireSize(byte[] start) throws IOException {
            var magic = ByteBuffer.allocate(Integer.BYTES).putInt(QCOW2).array();
            int known = Math.min(start.length, magic.length);
            if (known == 0 || !Arrays.equals(start, 0, known, magic, 0, known)) {
                return;
            }
            long size = start.length < QCOW2_START_BYTES
                    ? -1
                    : ByteBuffer.wrap(start).getLong(QCOW2_SIZE_AT);
            if (size < 0 || size > mostBytes) {
                throw new StreamCorruptedException("The volume says of itself that it has " + size
                        + " bytes; allowed are 0 to " + mostBytes + ".");
            }
        }
    }

    private static void writeHead(DataOutputStream out, Optional<VolumeName> backing) throws IOException {
        out.writeLong(MAGIC);
        out.writeUTF(backing.map(VolumeName::value).orElse(""));
    }

    private static Optional<VolumeName> readHead(DataInputStream in) throws IOException {
        if (in.readLong() != MAGIC) {
            throw new StreamCorruptedException("The stream holds no volume of Berth's.");
        }
        var name = in.readUTF();
        if (!name.isEmpty() && !VolumeName.isAllowed(name)) {
            throw new StreamCorruptedException("The stream names a volume that can not be one.");
        }
        return name.isEmpty() ? Optional.empty() : Optional.of(new VolumeName(name));
    }

    /** Writes one volume; leaves the stream open. */
    public static final class Writer {

        private final DataOutputStream out;
        private final CRC32C sum = new CRC32C();
        private long length;

        public Writer(OutputStream to, Optional<VolumeName> backing) throws IOException {
            out = new DataOutputStream(to);
            writeHead(out, backing);
        }

        /** Writes one frame: the first bytes of the array, 1 to {@link #FRAME_BYTES} of them. */
        public void frame(byte[] bytes, int count) throws IOException {
            if (count < 1 || count > FRAME_BYTES) {
                throw new IllegalArgumentException(
                        "A frame has " + count + " bytes; allowed are 1 to " + FRAME_BYTES + ".");
            }
            out.writeInt(count);
            out.write(bytes, 0, count);
            sum.update(bytes, 0, count);
            length += count;
        }

        /** Writes the end; without it the stream counts as cut off. */
        public void end() throws IOException {
            out.writeInt(0);
            out.writeLong(length);
            out.writeLong(sum.getValue());
            out.flush();
        }
    }

    /** Reads one volume, and not a byte more. */
    public static final class Reader {

        private final DataInputStream in;
        private final Optional<VolumeName> backing;
        private final CRC32C sum = new CRC32C();
        private long length;

        public Reader(InputStream from) throws IOException {
            in = new DataInputStream(from);
            backing = readHead(in);
        }

        /** What the content stands on. */
        public Optional<VolumeName> backing() {
            return backing;
        }

        /** The next frame; empty at the end, whose length and sum are then known to be right. */
        public Optional<byte[]> frame() throws IOException {
            int count = in.readInt();
            if (count == 0) {
                if (in.readLong() != length || in.readLong() != sum.getValue()) {
                    throw new StreamCorruptedException("The volume's content was damaged on its way.");
                }
                return Optional.empty();
            }
            if (count < 0 || count > FRAME_BYTES) {
                throw new StreamCorruptedException("A frame of " + count + " bytes is none of Berth's.");
            }
            var bytes = new byte[count];
            in.readFully(bytes);
            sum.update(bytes);
            length += count;
            return Optional.of(bytes);
        }
    }
}
