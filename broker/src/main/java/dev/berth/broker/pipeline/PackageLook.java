package dev.berth.broker.pipeline;

import dev.berth.broker.apt.AptIndex;
import dev.berth.broker.catalog.ImageVersionId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of newer packages for a pipeline.
 *
 * @param sources the indexes that its last run read
 * @param again when they are asked next; null: soon
 * @param at when they were asked last; null: never
 * @param problem why that told nothing; null when it did
 * @param version with whose packages they were compared; null while none was, or when it is gone
 * @param changes what they offer in a newer version, by the last look that told something
 * @param begun those for which a run was begun
 */
public record PackageLook(
        List<AptIndex> sources,
        @Nullable Instant again,
        @Nullable Instant at,
        @Nullable String problem,
        @Nullable ImageVersionId version,
        List<Manifest.Change> changes,
        List<Manifest.Change> begun) {

    /** What no run was begun for. */
    List<Manifest.Change> news() {
        return changes.stream().filter(change -> !begun.contains(change)).toList();
    }
}
