package dev.berth.gateway.record;

import dev.berth.broker.recording.Extent;
import dev.berth.broker.recording.RecordingId;
import dev.berth.gateway.guacd.InstructionScanner;
import dev.berth.gateway.guacd.Opcode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
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

    private static final Duration TOLD_EVERY = Duration.ofSeconds(10);
    private static final Duration LAST_WRITE = Duration.ofSeconds(3);

    private final ChunkCipher cipher;
    private final RecordingFile file;
    private final Listener listener;
    private final Backlog backlog;
    private final PictureOnly picture = new PictureOnly();
    private final Thread writer;
    private volatile long firstSync = -1;
    private volatile long lastSync = -1;
    private long chunks;

    private Recorder(ChunkCipher cipher, RecordingFile file, Bounds bounds, Listener listener, String name) {
        this.cipher = cipher;
        this.file = file;
        this.listener = listener;
        this.backlog = new Backlog(bounds);
        // Not a virtual one: waiting for a disk would hold a carrier that other sessions need.
        this.writer = Thread.ofPlatform().daemon().name("recorder-" + name).unstarted(this::write);
    }

    /** The file is closed when the recording is over, and when it cannot be begun. */
    public static Recorder begin(RecordingFile file, RecordingId id, byte[] key, Listener listener) throws IOException {
        return begin(file, id, key, Bounds.USUAL, listener);
    }

    static Recorder begin(RecordingFile file, RecordingId id, byte[] key, Bounds bounds, Listener listener)
            throws IOException {
        ChunkCipher cipher = new ChunkCipher(id, key);
        try {
            file.append(ByteBuffer.wrap(cipher.header()));
        } catch (IOException failure) {
            file.close();
            throw failure;
        }
        Recorder recorder = new Recorder(cipher, file, bounds, listener, id.toString());
        recorder.writer.start();
        return recorder;
    }

    /** Takes an instruction that goes to the browser. Returns at once. For one thread. */
    public void take(InstructionScanner instruction, Opcode opcode) {
        if (!picture.has(instruction, opcode)) {
            return;
        }
        int from = instruction.instructionStart();
        Optional<String> broken = backlog.add(instruction.bytes(), from, instruction.position() - from);
        if (broken.isPresent()) {
            listener.broke(broken.get());
        } else if (opcode == Opcode.SYNC) {
            lastSync = instruction.number(1);
            firstSync = firstSync < 0 ? lastSync : firstSync;
        }
    }

    /** Writes what is left and the mark that nothing follows; waits a little for the disk, not longer. */
    @Override
    public void close() {
        backlog.close();
        try {
            writer.join(LAST_WRITE);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try (file) {
            long toldAt = System.nanoTime();
            Optional<byte[]> part = backlog.next();
            while (part.isPresent()) {
                if (part.get().length > 0) {
                    file.requireRoom();
                    chunk(part.get(), false);
                }
                if (System.nanoTime() - toldAt > TOLD_EVERY.toNanos()) {
                    toldAt = System.nanoTime();
                    listener.reached(extent());
                }
                part = backlog.next();
            }
            if (backlog.flaw() == null) {
                chunk(new byte[0], true);
            }
        } catch (IOException | InterruptedException failure) {
            String why = "Writing it failed: " + failure.getMessage() + "; it shows what was written until then.";
            backlog.fail(why);
            listener.broke(why);
        }
        listener.ended(extent(), backlog.flaw());
    }

    private void chunk(byte[] plain, boolean last) throws IOException {
        byte[] sealed = cipher.seal(chunks, last, plain, plain.length);
        file.append(ByteBuffer.allocate(ChunkCipher.CHUNK_HEAD_BYTES + sealed.length)
                .putInt(sealed.length)
                .put((byte) (last ? 1 : 0))
                .put(sealed)
                .flip());
        file.sync();
        chunks++;
    }

    private Extent extent() {
        return new Extent(
                file.bytes(), chunks, Duration.ofMillis(firstSync < 0 ? 0 : Math.max(0, lastSync - firstSync)));
    }
}
