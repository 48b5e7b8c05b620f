package dev.berth.gateway.record;

import dev.berth.broker.recording.Extent;
import dev.berth.broker.recording.RecordingId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** A process of its own that records until it is killed. */
final class RecordsForEver {

    private RecordsForEver() {}

    public static void main(String[] arguments) throws IOException {
        Recorder recorder = Recorder.begin(
                RecordingFile.create(Path.of(arguments[0]), DataSize.ofBytes(0)),
                new RecordingId(UUID.fromString(arguments[1])),
                HexFormat.of().parseHex(arguments[2]),
                new Recorder.Bounds(Duration.ofMillis(50), 64 * 1024, 1024 * 1024),
                new Recorder.Listener() {
                    @Override
                    public void reached(Extent extent) {}

                    @Override
                    public void ended(Extent extent, @Nullable String flaw) {}

                    @Override
                    public void broke(String flaw) {}
                });
        for (long at = 1_000_000; ; at += 10) {
            Drawing.onto(recorder, "4.rect,1.0,1.1,1.2,2.30,2.40;4.sync,7." + at + ";");
            LockSupport.parkNanos(1_000_000);
        }
    }
}
