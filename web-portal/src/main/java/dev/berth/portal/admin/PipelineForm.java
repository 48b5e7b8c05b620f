package dev.berth.portal.admin;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ImageId;
import dev.berth.broker.maintenance.Rhythm;
import dev.berth.broker.maintenance.Timing;
import dev.berth.broker.pipeline.Pipeline;
import dev.berth.broker.pipeline.PipelineSpec;
import dev.berth.broker.pipeline.Recipe;
import java.time.DayOfWeek;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An image pipeline as it was typed; it is read strictly by {@link #spec}. */
public record PipelineForm(
        String name,
        @Nullable UUID base,
        @Nullable UUID image,
        String recipe,
        @Nullable String scheduled,
        @Nullable List<DayOfWeek> days,
        String start,
        String zone,
        @Nullable String onBaseChange,
        @Nullable String onPackageChange,
        @Nullable String rollOut,
        @Nullable List<UUID> bundles,
        @Nullable String enabled,
        long revision) {

    static final Set<String> FIELDS = Set.of("name", "base", "image", "recipe", "days", "start", "zone", "bundles");

    private static final String ON = "on";
    private static final int LENGTH_MINUTES = 15;

    static PipelineForm fresh(String recipe) {
        return new PipelineForm(
                "",
                null,
                null,
                recipe,
                null,
                List.of(DayOfWeek.SUNDAY),
                "03:00",
                "UTC",
                ON,
                null,
                null,
                List.of(),
                ON,
                0);
    }

    static PipelineForm of(Pipeline pipeline) {
        PipelineSpec spec = pipeline.spec();
        Optional<Timing> timing = spec.schedule();
        return new PipelineForm(
                spec.name(),
                spec.base().value(),
                spec.target().value(),
                spec.recipe().text(),
                timing.isPresent() ? ON : null,
                timing.map(PipelineForm::days).orElse(List.of(DayOfWeek.SUNDAY)),
                timing.map(one -> one.start().toString()).orElse("03:00"),
                timing.map(one -> one.zone().getId()).orElse("UTC"),
                spec.onBaseChange() ? ON : null,
                spec.onPackageChange() ? ON : null,
                spec.rollOut() ? ON : null,
                spec.bundles().stream().map(BundleId::value).toList(),
                pipeline.enabled() ? ON : null,
                pipeline.revision());
    }

    PipelineSpec spec() {
        if (base == null || image == null) {
            throw new IllegalArgumentException(
                    (base == null ? "base" : "image") + " is empty; allowed is one of the images.");
        }
        Optional<Timing> schedule = scheduled == null
                ? Optional.empty()
                : Optional.of(Timing.parse(
                        zone, new Rhythm.Weekly(days == null ? Set.of() : Set.copyOf(days)), start, LENGTH_MINUTES));
        return new PipelineSpec(
                name,
                new ImageId(base),
                new ImageId(image),
                Recipe.parse(recipe),
                schedule,
                onBaseChange != null,
                onPackageChange != null,
                rollOut != null,
                bundles == null
                        ? Set.of()
                        : bundles.stream().map(BundleId::new).collect(Collectors.toUnmodifiableSet()));
    }

    private static List<DayOfWeek> days(Timing timing) {
        return timing.rhythm() instanceof Rhythm.Weekly weekly
                ? weekly.days().stream().sorted().toList()
                : List.of();
    }
}
