package dev.berth.broker.recording;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where recordings are kept. Nodes that write them and nodes that play them share the folder.
 *
 * @param recordingDir {@code recordings} in the data folder unless told
 * @param recordingFreeRoom of the folder's disk that no recording takes: none begins with less, and one that runs ends
 */
@ConfigurationProperties("berth")
public record RecordingSettings(
        @DefaultValue("/var/lib/berth") Path dataDir,
        @Nullable Path recordingDir,
        @DefaultValue("1GB") DataSize recordingFreeRoom) {

    public RecordingSettings {
        if (recordingFreeRoom.isNegative()) {
            throw new IllegalArgumentException("berth.recording-free-room is " + recordingFreeRoom.toMegabytes()
                    + "MB; allowed is 0B or more, such as 1GB.");
        }
    }

    public Path folder() {
        return recordingDir != null ? recordingDir : dataDir.resolve("recordings");
    }

    public Path file(RecordingId id) {
        return folder().resolve(id + ".berthrec");
    }
}
