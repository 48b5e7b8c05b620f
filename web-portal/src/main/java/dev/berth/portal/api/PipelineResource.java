package dev.berth.portal.api;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ImageId;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.maintenance.Rhythm;
import dev.berth.broker.maintenance.Timing;
import dev.berth.broker.pipeline.Ending;
import dev.berth.broker.pipeline.Manifest;
import dev.berth.broker.pipeline.PackageLook;
import dev.berth.broker.pipeline.Phase;
import dev.berth.broker.pipeline.Pipeline;
import dev.berth.broker.pipeline.PipelineRun;
import dev.berth.broker.pipeline.PipelineSpec;
import dev.berth.broker.pipeline.Recipe;
import dev.berth.broker.pipeline.Trigger;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An image pipeline in the API. */
record PipelineResource(
        UUID id,
        String name,
        UUID base,
        UUID image,
        String recipe,
        @Nullable Schedule schedule,
        boolean onBaseChange,
        boolean onPackageChange,
        boolean rollOut,
        List<UUID> bundles,
        boolean enabled,
        long revision) {

    private static final int LENGTH_MINUTES = 15;

    /**
     * When it is started by itself; nothing is published then that has the packages of the version before.
     *
     * @param start by the zone's clock
     * @param zone of the tz database
     */
    record Schedule(Collection<DayOfWeek> days, String start, String zone) {}

    /**
     * A pipeline as it is to be.
     *
     * @param base whose latest version each build starts from
     * @param image that gets the new versions
     * @param recipe lines such as {@code package mc}
     * @param onPackageChange whether newer packages in its sources start it; false without it
     * @param rollOut whether the bundles have a new version at once
     * @param enabled whether it starts by itself; true without it
     */
    record WantedPipeline(
            String name,
            UUID base,
            UUID image,
            String recipe,
            @Nullable Schedule schedule,
            boolean onBaseChange,
            @Nullable Boolean onPackageChange,
            boolean rollOut,
            @Nullable List<UUID> bundles,
            @Nullable Boolean enabled) {

        PipelineSpec spec() {
            return new PipelineSpec(
                    name,
                    new ImageId(base),
                    new ImageId(image),
                    Recipe.parse(recipe),
                    Optional.ofNullable(schedule)
                            .map(one -> Timing.parse(
                                    one.zone(),
                                    new Rhythm.Weekly(Set.copyOf(one.days())),
                                    one.start(),
                                    LENGTH_MINUTES)),
                    onBaseChange,
                    onPackageChange != null && onPackageChange,
                    rollOut,
                    bundles == null
                            ? Set.of()
                            : bundles.stream().map(BundleId::new).collect(Collectors.toUnmodifiableSet()));
        }

        boolean on() {
            return enabled == null || enabled;
        }
    }

    /** @param version what it published; null while it has not, and where that was deleted */
    record PipelineRunResource(
            UUID id,
            UUID pipeline,
            String name,
            int number,
            Trigger trigger,
            String askedBy,
            Phase phase,
            @Nullable Ending ending,
            @Nullable String reason,
            boolean cancelled,
            @Nullable UUID baseVersion,
            @Nullable UUID version,
            Instant askedAt,
            @Nullable Instant endedAt) {

        static PipelineRunResource of(PipelineRun run) {
            var progress = run.progress();
            return new PipelineRunResource(
                    run.id().value(),
                    run.pipeline().value(),
                    run.name(),
                    run.number(),
                    run.trigger(),
                    run.askedBy(),
                    progress.phase(),
                    progress.ending(),
                    progress.reason(),
                    progress.cancelled(),
                    run.base().map(ImageVersionId::value).orElse(null),
                    run.version().map(ImageVersionId::value).orElse(null),
                    run.askedAt(),
                    run.endedAt());
        }
    }

    /**
     * What is known of newer packages.
     *
     * @param sources the indexes that the last run read
     * @param lookedAt null before the first look
     * @param looksAgainAt null: soon
     * @param problem why the last look told nothing
     */
    record Packages(
            List<String> sources,
            @Nullable Instant lookedAt,
            @Nullable Instant looksAgainAt,
            @Nullable String problem,
            List<Manifest.Change> newer) {

        static Packages of(Optional<PackageLook> look) {
            return look.map(one -> new Packages(
                            one.sources().stream()
                                    .map(index -> index.release() + index.path())
                                    .toList(),
                            one.at(),
                            one.again(),
                            one.problem(),
                            one.changes()))
                    .orElse(new Packages(List.of(), null, null, null, List.of()));
        }
    }

    static PipelineResource of(Pipeline pipeline) {
        PipelineSpec spec = pipeline.spec();
        return new PipelineResource(
                pipeline.id().value(),
                spec.name(),
                spec.base().value(),
                spec.target().value(),
                spec.recipe().text(),
                spec.schedule()
                        .map(timing -> new Schedule(
                                timing.rhythm() instanceof Rhythm.Weekly weekly
                                        ? new TreeSet<>(weekly.days())
                                        : List.of(),
                                timing.start().toString(),
                                timing.zone().getId()))
                        .orElse(null),
                spec.onBaseChange(),
                spec.onPackageChange(),
                spec.rollOut(),
                spec.bundles().stream().map(BundleId::value).sorted().toList(),
                pipeline.enabled(),
                pipeline.revision());
    }
}
