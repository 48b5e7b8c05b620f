package dev.berth.gateway.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.LongSupplier;
import org.springframework.util.unit.DataSize;

/**
 * The file that a recorder writes. Some room of its disk is left to others: the database may be on the same one, and stops
 * when it is full.
 */
public final class RecordingFile implements AutoCloseable {

    private final WritableByteChannel channel;
    private final Sync sync;
    private final LongSupplier room;
    private final DataSize left;
    private long bytes;

    /**
     * @param room how many bytes are free where it is
     * @param left of them to others
     */
    RecordingFile(WritableByteChannel channel, Sync sync, LongSupplier room, DataSize left) {
        this.channel = channel;
        this.sync = sync;
        this.room = room;
        this.left = left;
    }

    /** Sees to it that what was written is on the disk. */
    interface Sync {
        void now() throws IOException;
    }

    /** Makes the file, which must not be there, and its folder; for the account that runs Berth alone. */
    public static RecordingFile create(Path path, DataSize left) throws IOException {
        Path folder = Files.createDirectories(path.toAbsolutePath().getParent());
        LongSupplier room = folder.toFile()::getUsableSpace;
        requireRoom(room, left);
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        return new RecordingFile(channel, () -> channel.force(false), room, left);
    }

    void requireRoom() throws IOException {
        requireRoom(room, left);
    }

    private static void requireRoom(LongSupplier room, DataSize left) throws IOException {
        if (room.getAsLong() < left.toBytes()) {
            throw new IOException("less than " + left.toMegabytes() + " MiB are free where recordings are kept");
        }
    }

    void append(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            bytes += channel.write(buffer);
        }
    }

    void sync() throws IOException {
        sync.now();
    }

    /** Written so far. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
