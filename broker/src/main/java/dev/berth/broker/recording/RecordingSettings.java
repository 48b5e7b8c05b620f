package dev.berth.broker.recording;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where recordings are kept. Nodes that write them and nodes that play them share the folder.
 *
 * @param recordingDir {@code recordings} in the data folder unless told
 */
@ConfigurationProperties("berth")
public record RecordingSettings(
        @DefaultValue("/var/lib/berth") Path dataDir,
        @Nullable Path recordingDir) {

    public Path folder() {
        return recordingDir != null ? recordingDir : dataDir.resolve("recordings");
    }

    public Path file(RecordingId id) {
        return folder().resolve(id + ".berthrec");
    }
}
