package dev.berth.broker.pipeline;

import dev.berth.broker.catalog.Compute;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How images are built.
 *
 * @param imageDir where new versions' folders are made, readable by every node that provisions; beside the base's own
 *     unless told
 * @param atOnce how many runs are under way at the same time in the region
 * @param vcpus of the machines that are built in and tried
 * @param memoryMib of the same
 * @param bootLimit how long a machine may take to start, to shut down, and to be signed in to
 * @param buildLimit how long a recipe may run in the guest
 * @param lookInterval how often something that is under way is looked at
 * @param pause how long a run is left alone that cannot go on yet; longer after each failure
 * @param keepLogs for how long what a run's guest said is kept after its end
 * @param lease for how long a node's claim on a run holds unless it is renewed
 */
@ConfigurationProperties("berth.pipeline")
public record PipelineSettings(
        @Nullable Path imageDir,
        @DefaultValue("1") int atOnce,
        @DefaultValue("2") int vcpus,
        @DefaultValue("1536") int memoryMib,
        @DefaultValue("10m") Duration bootLimit,
        @DefaultValue("60m") Duration buildLimit,
        @DefaultValue("1s") Duration lookInterval,
        @DefaultValue("5s") Duration pause,
        @DefaultValue("2m") Duration lease,
        @DefaultValue("90d") Duration keepLogs) {

    public PipelineSettings {
        if (imageDir != null && !imageDir.isAbsolute()) {
            throw new IllegalArgumentException("berth.pipeline.image-dir is '" + imageDir
                    + "'; allowed is an absolute path such as /var/lib/berth/images.");
        }
        if (atOnce < 1 || atOnce > 20) {
            throw new IllegalArgumentException("berth.pipeline.at-once is " + atOnce + "; allowed are 1 to 20 runs.");
        }
        var _ = new Compute(vcpus, memoryMib);
        requirePositive("boot-limit", bootLimit);
        requirePositive("build-limit", buildLimit);
        requirePositive("look-interval", lookInterval);
        requirePositive("pause", pause);
        requirePositive("lease", lease);
        requirePositive("keep-logs", keepLogs);
    }

    Compute compute() {
        return new Compute(vcpus, memoryMib);
    }

    private static void requirePositive(String field, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.pipeline." + field + " is " + value + "; it must be longer than nothing.");
        }
    }
}
