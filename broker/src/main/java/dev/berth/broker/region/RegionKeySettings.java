package dev.berth.broker.region;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the region's key is. Every node of a region has the same: copy the file from the first node to the others.
 *
 * @param regionKeyFile {@code region.key} in the data folder unless told
 */
@ConfigurationProperties("berth")
public record RegionKeySettings(
        @DefaultValue("/var/lib/berth") Path dataDir,
        @Nullable Path regionKeyFile) {

    /** The file of the key. */
    public Path file() {
        return regionKeyFile != null ? regionKeyFile : dataDir.resolve("region.key");
    }
}
