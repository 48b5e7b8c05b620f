package dev.berth.broker.pipeline;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ImageId;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.host.HostId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One run of a pipeline, as it was read.
 *
 * @param trial the machine that it is tried on; the one that it is built in has the run's own id
 * @param number counts up within its pipeline
 * @param recipe as it was when the run began
 * @param aim what it is for, as it was when the run began
 * @param base the version that it starts from; empty where that was deleted since
 * @param digest of its packages, once they are known
 * @param sameAsLast whether the version that this pipeline published last was made by this recipe, from this base, and
 *     has these packages
 * @param version what it published
 */
public record PipelineRun(
        PipelineRunId id,
        UUID trial,
        PipelineId pipeline,
        String name,
        int number,
        Trigger trigger,
        String askedBy,
        Recipe recipe,
        Aim aim,
        Optional<ImageVersionId> base,
        Optional<HostId> host,
        Progress progress,
        Optional<String> digest,
        boolean sameAsLast,
        Optional<ImageVersionId> version,
        Instant askedAt,
        @Nullable Instant endedAt) {

    /**
     * @param image that gets the version
     * @param rollOut whether the bundles get it at once
     */
    public record Aim(ImageId image, boolean rollOut, List<BundleId> bundles) {

        public Aim {
            bundles = List.copyOf(bundles);
        }
    }

    /**
     * @param ending known while it is cleaned up
     * @param reason a sentence for people
     * @param attempt how often its disks were laid anew
     * @param failures how many steps failed one after the other
     * @param line the next line of the guest's log
     */
    public record Progress(
            Phase phase,
            @Nullable Ending ending,
            @Nullable String reason,
            int attempt,
            int failures,
            int line,
            boolean cancelled,
            Instant since) {

        static Progress first(Instant now) {
            return new Progress(Phase.QUEUED, null, null, 0, 0, 1, false, now);
        }

        Progress to(Phase next, Instant now) {
            return new Progress(next, ending, null, attempt, 0, line, cancelled, now);
        }

        Progress over(Ending how, String why, Instant now) {
            return new Progress(Phase.CLEANING, how, why, attempt, 0, line, cancelled, now);
        }

        Progress again(Phase from, String why, Instant now) {
            return new Progress(from, ending, why, attempt + 1, 0, 1, cancelled, now);
        }

        Progress failed(String why) {
            return new Progress(phase, ending, why, attempt, failures + 1, line, cancelled, since);
        }

        Progress read(int lines) {
            return new Progress(phase, ending, reason, attempt, failures, line + lines, cancelled, since);
        }
    }

    public Phase phase() {
        return progress.phase();
    }

    public boolean over() {
        return progress.phase() == Phase.ENDED;
    }

    /** What people call it. */
    public String label() {
        return name + " #" + number;
    }
}
