package dev.berth.gateway.record;

import dev.berth.broker.recording.Extent;
import dev.berth.broker.recording.RecordingId;
import dev.berth.gateway.guacd.InstructionScanner;
import dev.berth.gateway.guacd.Opcode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what a session shows. Whoever brings instructions never waits for the disk: they are copied into memory up
 * to a bound, and a thread of the recorder's own encrypts and writes them, a chunk of whole instructions every two seconds
 * or as soon as much has come. A disk that is too slow or fails breaks the recording, not the session; what was written
 * by then stays playable. Clipboards, files and sound are left out, and keys never come this way.
 */
public final class Recorder implements AutoCloseable {

    /** Whom a recorder tells how it gets on; on its own threads. */
    public interface Listener {

        /** Every now and then. */
        void reached(Extent extent);

        /** Once. @param flaw why it is not whole, in a sentence; null when it is */
        void ended(Extent extent, @Nullable String flaw);

        /** At once when it breaks, before anything is waited for. */
        void broke(String flaw);
    }

    /**
     * @param pause between two chunks at the most
     * @param chunkBytes at which one is written without waiting
     * @param memoryBytes that wait for the disk at the most
     */
    record Bounds(Duration pause, int chunkBytes, int memoryBytes) {

        static final Bounds USUAL = new Bounds(Duration.ofSeconds(2), 256 * 1024, 8 * 1024 * 1024);
    }

    private static final int STREAMS = 64;
    private static final Duration TOLD_EVERY = Duration.ofSeconds(10);
    private static final Duration LAST_WRITE = Duration.ofSeconds(3);
    private static final String TOO_SLOW =
            "The disk did not take the recording as fast as the session drew; it shows what was written until then.";

    private final ChunkCipher cipher;
    private final FileChannel file;
    private final Bounds bounds;
    private final Listener listener;
    private final Thread writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition much = lock.newCondition();
    private final BitSet leftOut = new BitSet(STREAMS);

    private byte[] pending = new byte[16 * 1024];
    private int pendingBytes;
    private long firstSync = -1;
    private long lastSync = -1;
    private boolean closing;
    private @Nullable String flaw;
    private long chunks;
    private long bytes;

    private Recorder(ChunkCipher cipher, FileChannel file, Bounds bounds, Listener listener, String name) {
        this.cipher = cipher;
        this.file = file;
        this.bounds = bounds;
        this.listener = listener;
        this.writer = Thread.ofPlatform().daemon().name("recorder-" + name).unstarted(this::write);
    }

    /** Makes the file, which must not be there, and begins. */
    public static Recorder begin(Path path, RecordingId id, byte[] key, Listener listener) throws IOException {
        return begin(path, id, key, Bounds.USUAL, listener);
    }

    static Recorder begin(Path path, RecordingId id, byte[] key, Bounds bounds, Listener listener) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE);
        try {
            return begin(file, id, key, bounds, listener);
        } catch (IOException | RuntimeException failure) {
            file.close();
            throw failure;
        }
    }

    static Recorder begin(FileChannel file, RecordingId id, byte[] key, Bounds bounds, Listener listener)
            throws IOException {
        ChunkCipher cipher = new ChunkCipher(id, key);
        Recorder recorder = new Recorder(cipher, file, bounds, listener, id.toString());
        recorder.put(ByteBuffer.wrap(cipher.header()));
        recorder.writer.start();
        return recorder;
    }

    /** Takes an instruction that goes to the browser. Returns at once. */
    public void take(InstructionScanner instruction, Opcode opcode) {
        if (!isPicture(instruction, opcode)) {
            return;
        }
        int from = instruction.instructionStart();
        int length = instruction.position() - from;
        boolean breaks = false;
        lock.lock();
        try {
            if (flaw != null || closing) {
                return;
            }
            if (pendingBytes + length > bounds.memoryBytes()) {
                flaw = TOO_SLOW;
                pendingBytes = 0;
                breaks = true;
            } else {
                append(instruction.bytes(), from, length);
                if (opcode == Opcode.SYNC) {
                    lastSync = instruction.number(1);
                    firstSync = firstSync < 0 ? lastSync : firstSync;
                }
            }
            if (breaks || pendingBytes >= bounds.chunkBytes()) {
                much.signal();
            }
        } finally {
            lock.unlock();
        }
        if (breaks) {
            listener.broke(TOO_SLOW);
        }
    }

    /** Writes what is left and the mark that nothing follows; waits a little for the disk, not longer. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            much.signal();
        } finally {
            lock.unlock();
        }
        try {
            writer.join(LAST_WRITE);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isPicture(InstructionScanner instruction, Opcode opcode) {
        return switch (opcode) {
            case CLIPBOARD, AUDIO, VIDEO, FILE, PIPE, ARGV -> {
                leaveOut(instruction, true);
                yield false;
            }
            case IMG -> {
                leaveOut(instruction, false);
                yield true;
            }
            case BLOB, END -> !leftOut.get(stream(instruction));
            case ACK, NOP -> false;
            default -> true;
        };
    }

    private void leaveOut(InstructionScanner instruction, boolean out) {
        leftOut.set(stream(instruction), out);
    }

    private static int stream(InstructionScanner instruction) {
        long stream = instruction.number(1);
        return stream >= 0 && stream < STREAMS ? (int) stream : STREAMS;
    }

    private void append(byte[] from, int at, int length) {
        if (pendingBytes + length > pending.length) {
            pending = Arrays.copyOf(pending, Math.max(pendingBytes + length, pending.length * 2));
        }
        System.arraycopy(from, at, pending, pendingBytes, length);
        pendingBytes += length;
    }

    private void write() {
        @Nullable String why = null;
        try (file) {
            byte[] taken = new byte[0];
            long toldAt = System.nanoTime();
            boolean more = true;
            while (more) {
                int count = awaitMuch();
                if (count < 0) {
                    why = flawNow();
                    more = false;
                } else {
                    taken = swap(taken, count);
                    more = count > 0 || !isClosing();
                    if (count > 0) {
                        chunk(taken, count, false);
                    }
                }
                if (System.nanoTime() - toldAt > TOLD_EVERY.toNanos()) {
                    toldAt = System.nanoTime();
                    listener.reached(extent());
                }
            }
            if (why == null) {
                chunk(new byte[0], 0, true);
            }
        } catch (IOException | InterruptedException failure) {
            why = "Writing it failed: " + failure.getMessage() + "; it shows what was written until then.";
            breakWith(why);
        }
        listener.ended(extent(), why);
    }

    /** Waits for a chunk's worth, the pause, or the end. @return how much there is; -1 when it is broken */
    private int awaitMuch() throws InterruptedException {
        lock.lock();
        try {
            long left = bounds.pause().toNanos();
            while (flaw == null && !closing && pendingBytes < bounds.chunkBytes() && left > 0) {
                left = much.awaitNanos(left);
            }
            return flaw == null ? pendingBytes : -1;
        } finally {
            lock.unlock();
        }
    }

    /** Hands over what is pending, and takes the emptied array for what comes. */
    private byte[] swap(byte[] emptied, int count) {
        lock.lock();
        try {
            byte[] full = pending;
            if (pendingBytes == count) {
                pending = emptied.length < full.length / 4 ? new byte[Math.max(16 * 1024, full.length / 4)] : emptied;
                pendingBytes = 0;
                return full;
            }
            byte[] part = Arrays.copyOf(full, pendingBytes);
            System.arraycopy(full, count, pending, 0, pendingBytes - count);
            pendingBytes -= count;
            return part;
        } finally {
            lock.unlock();
        }
    }

    private void chunk(byte[] plain, int length, boolean last) throws IOException {
        byte[] sealed = cipher.seal(chunks, last, plain, length);
        put(ByteBuffer.allocate(ChunkCipher.CHUNK_HEAD_BYTES + sealed.length)
                .putInt(sealed.length)
                .put((byte) (last ? 1 : 0))
                .put(sealed)
                .flip());
        file.force(false);
        chunks++;
    }

    private void put(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            bytes += file.write(buffer);
        }
    }

    private void breakWith(String why) {
        lock.lock();
        try {
            flaw = why;
            pendingBytes = 0;
        } finally {
            lock.unlock();
        }
        listener.broke(why);
    }

    private @Nullable String flawNow() {
        lock.lock();
        try {
            return flaw;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    private Extent extent() {
        lock.lock();
        try {
            long length = firstSync < 0 ? 0 : Math.max(0, lastSync - firstSync);
            return new Extent(bytes, chunks, Duration.of(length, TimeUnit.MILLISECONDS.toChronoUnit()));
        } finally {
            lock.unlock();
        }
    }
}
