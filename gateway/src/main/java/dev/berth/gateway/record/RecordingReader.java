package dev.berth.gateway.record;

import dev.berth.broker.recording.RecordingId;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads a recording chunk by chunk. Nothing is given out that was not written by its recorder, in its order. Not for
 * several threads.
 */
public final class RecordingReader implements Closeable {

    /** How a recording's file ends, once there is nothing more to read of it. */
    public enum Ending {
        /** With the mark that nothing follows. */
        COMPLETE,
        /** Without: its gateway went down, or its end was cut off. */
        CUT_OFF,
        /** With bytes that its recorder did not write there. */
        CHANGED
    }

    /** A recorder keeps at most 8 MiB, and GCM adds 16 bytes. */
    private static final int LONGEST_CHUNK = 9 * 1024 * 1024;

    private final DataInputStream input;
    private final ChunkCipher cipher;
    private Optional<Ending> ending = Optional.empty();
    private long chunks;

    private RecordingReader(DataInputStream input, ChunkCipher cipher) {
        this.input = input;
        this.cipher = cipher;
    }

    public static RecordingReader open(Path file, RecordingId id, byte[] key) throws IOException {
        DataInputStream input = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 64 * 1024));
        ChunkCipher cipher = new ChunkCipher(id, key);
        RecordingReader reader = new RecordingReader(input, cipher);
        byte[] header = input.readNBytes(ChunkCipher.HEADER_BYTES);
        if (header.length < ChunkCipher.HEADER_BYTES) {
            reader.ending = Optional.of(Ending.CUT_OFF);
        } else if (!Arrays.equals(header, cipher.header())) {
            reader.ending = Optional.of(Ending.CHANGED);
        }
        return reader;
    }

    /** The next chunk's instructions, whole ones; empty at the end, which {@link #ending} then tells. */
    public Optional<byte[]> next() throws IOException {
        if (ending.isPresent()) {
            return Optional.empty();
        }
        try {
            int length = input.readInt();
            byte mark = input.readByte();
            if (length < 16 || length > LONGEST_CHUNK || mark < 0 || mark > 1) {
                return end(Ending.CHANGED);
            }
            byte[] sealed = new byte[length];
            input.readFully(sealed);
            return opened(sealed, mark == 1);
        } catch (EOFException cutOff) {
            return end(Ending.CUT_OFF);
        }
    }

    /** Present once everything has been read. */
    public Optional<Ending> ending() {
        return ending;
    }

    /** How many chunks were good, the last one's mark counted. */
    public long chunks() {
        return chunks;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }

    private Optional<byte[]> opened(byte[] sealed, boolean last) throws IOException {
        Optional<byte[]> plain = cipher.open(chunks, last, sealed);
        if (plain.isEmpty()) {
            return end(Ending.CHANGED);
        }
        chunks++;
        if (last) {
            return end(input.read() < 0 ? Ending.COMPLETE : Ending.CHANGED);
        }
        return plain;
    }

    private Optional<byte[]> end(Ending how) {
        ending = Optional.of(how);
        return Optional.empty();
    }
}
