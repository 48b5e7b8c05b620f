package dev.berth.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.recording.Extent;
import dev.berth.broker.recording.RecordingId;
import dev.berth.gateway.record.RecordingReader.Ending;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

@Timeout(120)
class RecorderTest {

    private static final Recorder.Bounds QUICK = new Recorder.Bounds(Duration.ofMillis(20), 64 * 1024, 256 * 1024);
    private static final String FRAME = "4.rect,1.0,1.1,1.2,2.30,2.40;";
    private static final byte[] KEY = new byte[32];

    static {
        Arrays.fill(KEY, (byte) 7);
    }

    @TempDir
    private Path folder;

    private final RecordingId id = new RecordingId(UUID.randomUUID());
    private final Heard heard = new Heard();

    @Test
    void whatWasDrawnIsReadBackAndClipboardsFilesAndSoundAreNot() throws Exception {
        Path file = folder.resolve("whole");
        try (Recorder recorder = Recorder.begin(on(file), id, KEY, QUICK, heard)) {
            Drawing.onto(
                    recorder,
                    FRAME + "9.clipboard,1.0,10.text/plain;4.blob,1.0,8.c2VjcmV0;3.end,1.0;"
                            + "3.img,1.0,2.14,1.0,9.image/png,1.0,1.0;4.blob,1.0,4.AAAA;3.end,1.0;"
                            + "5.audio,1.2,9.audio/L16;4.blob,1.2,4.BBBB;4.file,1.4,1.a,1.b;4.blob,1.4,4.CCCC;3.end,1.4;"
                            + "4.name,5.a😀한b글;3.nop;4.sync,4.1000;4.sync,4.3500;");
        }
        Extent extent = heard.end();
        assertThat(heard.flaw).isNull();
        assertThat(extent.length()).isEqualTo(Duration.ofMillis(2_500));
        assertThat(extent.bytes()).isEqualTo(Files.size(file));
        Read read = read(file, KEY);
        assertThat(read.ending()).isEqualTo(Ending.COMPLETE);
        assertThat(Drawing.opcodes(read.text())).containsExactly("rect", "img", "blob", "end", "name", "sync", "sync");
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                .doesNotContain("rect", "c2VjcmV0", "sync");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }

    @Test
    void aChunkIsThereWithinThePauseThoughTheSessionGoesOn() throws Exception {
        Path file = folder.resolve("going-on");
        try (Recorder recorder = Recorder.begin(on(file), id, KEY, QUICK, heard)) {
            Drawing.onto(recorder, FRAME + "4.sync,1.1;");
            await(() -> Files.size(file) > ChunkCipher.HEADER_BYTES + ChunkCipher.CHUNK_HEAD_BYTES);
            Read read = read(file, KEY);
            assertThat(read.ending()).isEqualTo(Ending.CUT_OFF);
            assertThat(Drawing.opcodes(read.text())).containsExactly("rect", "sync");
        }
    }

    @Test
    void aDiskThatTakesNothingBreaksTheRecordingAndNeverHoldsUpTheSession() throws Exception {
        var disk = new StuckDisk(1, false);
        Recorder recorder = Recorder.begin(disk.file(), id, KEY, QUICK, heard);
        String frames = FRAME.repeat(1_000);
        long begun = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            Drawing.onto(recorder, frames);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        assertThat(heard.breaks).hasSize(1).first().asString().contains("did not take the recording as fast");
        disk.free();
        heard.end();
        assertThat(heard.flaw).contains("did not take the recording as fast");
    }

    @Test
    void aFullDiskEndsTheRecordingWithItsReason() throws Exception {
        Recorder recorder = Recorder.begin(new StuckDisk(2, true).file(), id, KEY, QUICK, heard);
        Drawing.onto(recorder, FRAME);
        await(() -> {
            Drawing.onto(recorder, FRAME);
            return !heard.breaks.isEmpty();
        });
        heard.end();
        assertThat(heard.flaw).contains("No space left on device");
        Drawing.onto(recorder, FRAME);
        recorder.close();
    }

    @Test
    void aGatewayThatIsKilledLeavesWhatItHadWritten() throws Exception {
        Path file = folder.resolve("killed");
        Process gateway = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        RecordsForEver.class.getName(),
                        file.toString(),
                        id.toString(),
                        HexFormat.of().formatHex(KEY))
                .inheritIO()
                .start();
        try {
            await(() -> Files.exists(file) && Files.size(file) > 20_000);
        } finally {
            gateway.destroyForcibly();
            assertThat(gateway.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        Read read = read(file, KEY);
        assertThat(read.ending()).isEqualTo(Ending.CUT_OFF);
        assertThat(Drawing.opcodes(read.text())).hasSizeGreaterThan(100).endsWith("rect", "sync");
    }

    @Test
    void everyChangedByteIsFoundAndNothingAfterItIsShown() throws Exception {
        byte[] whole = recorded(6);
        for (int at = 0; at < whole.length; at += 7) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x10;
            Read read = read(write("changed", changed), KEY);
            assertThat(read.ending()).as("byte " + at).isNotEqualTo(Ending.COMPLETE);
            Drawing.opcodes(read.text());
        }
    }

    @Test
    void chunksThatAreMovedLeftOutOrTakenFromElsewhereAreFound() throws Exception {
        byte[] whole = recorded(3);
        List<byte[]> chunks = chunksOf(whole);
        assertThat(chunks).hasSize(4);
        byte[] head = Arrays.copyOf(whole, ChunkCipher.HEADER_BYTES);
        assertThat(ending(head, chunks.get(1), chunks.get(0), chunks.get(2), chunks.get(3)))
                .isEqualTo(Ending.CHANGED);
        assertThat(ending(head, chunks.get(0), chunks.get(2), chunks.get(3))).isEqualTo(Ending.CHANGED);
        assertThat(ending(head, chunks.get(0), chunks.get(0), chunks.get(2), chunks.get(3)))
                .isEqualTo(Ending.CHANGED);
        assertThat(ending(head, chunks.get(0), chunks.get(1)))
                .as("its end cut off")
                .isEqualTo(Ending.CUT_OFF);
        assertThat(ending(head, chunks.get(0), chunks.get(1), chunks.get(2), chunks.get(3), chunks.get(3)))
                .as("something put after its end")
                .isEqualTo(Ending.CHANGED);
        byte[] elsewhere = new ChunkCipher(new RecordingId(UUID.randomUUID()), KEY).header();
        assertThat(ending(elsewhere, chunks.toArray(byte[][]::new))).isEqualTo(Ending.CHANGED);
        byte[] otherKey = KEY.clone();
        otherKey[0]++;
        assertThat(read(write("whole", whole), otherKey).ending()).isEqualTo(Ending.CHANGED);
    }

    @Test
    void aDiskIsLeftTheRoomThatIsNotForRecordings() throws Exception {
        Path file = folder.resolve("no-room");
        assertThatThrownBy(() -> RecordingFile.create(file, DataSize.ofTerabytes(8_000_000)))
                .hasMessageContaining("MiB are free where recordings are kept");
        assertThat(file).doesNotExist();

        AtomicLong room = new AtomicLong(100);
        var narrow = new RecordingFile(
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                () -> {},
                room::get,
                DataSize.ofBytes(100));
        try (Recorder recorder = Recorder.begin(narrow, id, KEY, QUICK, heard)) {
            Drawing.onto(recorder, FRAME);
            await(() -> Files.size(file) > ChunkCipher.HEADER_BYTES);
            room.set(99);
            await(() -> {
                Drawing.onto(recorder, FRAME);
                return !heard.breaks.isEmpty();
            });
        }
        heard.end();
        assertThat(heard.flaw).contains("MiB are free where recordings are kept");
    }

    private static RecordingFile on(Path file) throws IOException {
        return RecordingFile.create(file, DataSize.ofBytes(0));
    }

    private Ending ending(byte[] head, byte[]... chunks) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(head);
        for (byte[] chunk : chunks) {
            bytes.write(chunk);
        }
        return read(write("made-up", bytes.toByteArray()), KEY).ending();
    }

    private byte[] recorded(int chunks) throws Exception {
        Path file = folder.resolve(UUID.randomUUID().toString());
        try (Recorder recorder = Recorder.begin(on(file), id, KEY, QUICK, heard)) {
            for (int i = 0; i < chunks; i++) {
                long before = Files.size(file);
                Drawing.onto(recorder, FRAME + "4.sync,1." + i + ";");
                await(() -> Files.size(file) > before);
            }
        }
        heard.end();
        return Files.readAllBytes(file);
    }

    private static List<byte[]> chunksOf(byte[] whole) {
        List<byte[]> chunks = new CopyOnWriteArrayList<>();
        int at = ChunkCipher.HEADER_BYTES;
        while (at < whole.length) {
            int length = ChunkCipher.CHUNK_HEAD_BYTES + ByteBuffer.wrap(whole).getInt(at);
            chunks.add(Arrays.copyOfRange(whole, at, at + length));
            at += length;
        }
        return chunks;
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private record Read(byte[] text, Ending ending) {}

    private Read read(Path file, byte[] key) throws IOException {
        try (RecordingReader reader = RecordingReader.open(file, id, key)) {
            var text = new ByteArrayOutputStream();
            Optional<byte[]> chunk = reader.next();
            while (chunk.isPresent()) {
                text.write(chunk.get());
                chunk = reader.next();
            }
            return new Read(text.toByteArray(), reader.ending().orElseThrow());
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("60 s have not passed").isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }

    private static final class Heard implements Recorder.Listener {

        private final List<String> breaks = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Extent> ended = new CompletableFuture<>();
        private volatile @Nullable String flaw;

        @Override
        public void reached(Extent extent) {}

        @Override
        public void ended(Extent extent, @Nullable String why) {
            flaw = why;
            ended.complete(extent);
        }

        @Override
        public void broke(String why) {
            breaks.add(why);
        }

        Extent end() throws Exception {
            return ended.get(60, TimeUnit.SECONDS);
        }
    }
}
