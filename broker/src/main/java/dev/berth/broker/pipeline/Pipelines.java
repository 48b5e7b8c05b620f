package dev.berth.broker.pipeline;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRecord;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.GuestSystem;
import dev.berth.broker.catalog.Image;
import dev.berth.broker.catalog.ImageId;
import dev.berth.broker.catalog.ImageVersion;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.JdbcImages;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Image pipelines and their runs: what an admin sets, starts, cancels, rolls out and rolls back. Every verb stands or falls
 * as a whole and is audited in the same transaction. Whether the actor may do it was decided before.
 */
@Component
public class Pipelines {

    private static final String KIND = "pipeline";
    private static final String RUN = "pipeline-run";

    private final JdbcPipelines pipelines;
    private final JdbcPipelineRuns runs;
    private final RollOuts rollOuts;
    private final Wares wares;
    private final Writing writing;

    Pipelines(JdbcPipelines pipelines, JdbcPipelineRuns runs, RollOuts rollOuts, Wares wares, Writing writing) {
        this.pipelines = pipelines;
        this.runs = runs;
        this.rollOuts = rollOuts;
        this.wares = wares;
        this.writing = writing;
    }

    /** What pipelines are about. */
    @Component
    record Wares(JdbcImages images, JdbcBundles bundles, JdbcPipelineLog log) {}

    /** How a change is made whole and written down. */
    @Component
    record Writing(ChangeRecord record, AuditLog audit, Signals signals, Clock clock) {

        <T> T change(String what, Supplier<T> verb) {
            return record.change(what, verb);
        }

        void note(Actor actor, String verb, String kind, Object id, String sentence) {
            audit.record(AuditEntry.of(actor, kind + "." + verb, kind, id, Outcome.DONE, sentence));
            signals.nudge(Channel.PIPELINE, id.toString());
        }
    }

    /** By name. */
    public List<Pipeline> list() {
        return pipelines.list();
    }

    public Optional<Pipeline> find(PipelineId id) {
        return pipelines.find(id);
    }

    /** The latest first. */
    public List<PipelineRun> runs(PipelineId id, int limit) {
        return runs.of(id, limit);
    }

    /** Of all pipelines, the latest first. */
    public List<PipelineRun> latestRuns(int limit, int offset) {
        return runs.latest(limit, offset);
    }

    public Optional<PipelineRun> run(PipelineRunId id) {
        return runs.find(id);
    }

    /** The lines of a run's log after a position, which is 0 before the first. */
    public List<LogLine> log(PipelineRunId id, long after, int limit) {
        return wares.log().after(id, after, limit);
    }

    /** A line of its log. */
    void say(PipelineRun run, String line) {
        wares.log().berth(run.id(), writing.clock().instant(), line);
    }

    void forgetLogs(Instant endedBefore) {
        wares.log().forget(endedBefore);
    }

    /** The bundles that the run moved. */
    public List<RollOut> rollOuts(PipelineRunId id) {
        return rollOuts.of(id);
    }

    public Pipeline create(PipelineSpec spec, Actor actor) {
        var pipeline = new Pipeline(
                new PipelineId(UUID.randomUUID()),
                spec,
                true,
                writing.clock().instant(),
                1,
                writing.clock().instant());
        return writing.change("pipeline '" + spec.name() + "'", () -> {
            requireKnown(spec);
            pipelines.insert(pipeline);
            writing.record().created(actor, KIND, pipeline.id(), Map.of("spec", spec.toString()));
            return require(pipeline.id());
        });
    }

    /** A run that is under way goes on as it began. */
    public Pipeline update(PipelineId id, long revision, PipelineSpec spec, boolean enabled, Actor actor) {
        return writing.change("pipeline '" + spec.name() + "'", () -> {
            Pipeline before = require(id);
            requireKnown(spec);
            if (!pipelines.update(id, revision, spec, enabled, writing.clock().instant())) {
                throw new StaleRevisionException(KIND, id, revision);
            }
            writing.audit()
                    .record(AuditEntry.of(actor, KIND + ".update", KIND, id, Outcome.DONE, "Changed.")
                            .changing(
                                    Map.of("spec", before.spec().toString(), "enabled", before.enabled()),
                                    Map.of("spec", spec.toString(), "enabled", enabled)));
            return require(id);
        });
    }

    /** Its runs go with it; the versions that they published stay. Refused while one is under way. */
    public void delete(PipelineId id, long revision, Actor actor) {
        writing.change("pipeline " + id, () -> {
            Pipeline before = require(id);
            if (runs.of(id, 1).stream().anyMatch(run -> !run.over())) {
                throw new ChangeRefusedException("Pipeline '" + before.name()
                        + "' has a run under way. Cancel it, wait until it is cleaned up, then delete the pipeline.");
            }
            if (!pipelines.delete(id, revision)) {
                throw new StaleRevisionException(KIND, id, revision);
            }
            writing.audit()
                    .record(AuditEntry.of(actor, KIND + ".delete", KIND, id, Outcome.DONE, "Deleted.")
                            .changing(Map.of("spec", before.spec().toString()), null));
            return before;
        });
    }

    /** Starts a run by hand. */
    public PipelineRun start(PipelineId id, Actor actor) {
        return writing.change("pipeline " + id, () -> {
            Pipeline pipeline = require(id);
            return begin(pipeline, Trigger.BY_HAND, actor)
                    .orElseThrow(() -> new ChangeRefusedException("Pipeline '" + pipeline.name()
                            + "' has a run under way; allowed is one at a time. Wait for it, or cancel it."));
        });
    }

    /** To be called in a transaction; empty when one is under way. */
    Optional<PipelineRun> begin(Pipeline pipeline, Trigger trigger, Actor actor) {
        ImageVersion base = latest(pipeline.spec().base())
                .orElseThrow(() -> new ChangeRefusedException("Pipeline '" + pipeline.name()
                        + "' has a base without versions. Publish one on the page Images first."));
        var id = new PipelineRunId(UUID.randomUUID());
        if (!runs.insert(
                id, pipeline, base.id(), trigger, actor.name(), writing.clock().instant())) {
            return Optional.empty();
        }
        writing.note(actor, "begin", RUN, id, "Began a run of pipeline '" + pipeline.name() + "' (" + trigger + ").");
        return Optional.of(requireRun(id));
    }

    /** The version that builds start from. */
    Optional<ImageVersion> latest(ImageId image) {
        return wares.images().versions(image).stream().findFirst();
    }

    /** What it has made so far goes. */
    public PipelineRun cancel(PipelineRunId id, Actor actor) {
        return writing.change("pipeline run " + id, () -> {
            PipelineRun run = requireRun(id);
            if (!runs.cancel(id)) {
                throw new ChangeRefusedException("Run '" + run.label() + "' is " + run.phase()
                        + "; allowed is one that has not come to PUBLISHING, once.");
            }
            writing.note(actor, "cancel", RUN, id, "Cancelled run '" + run.label() + "'.");
            return requireRun(id);
        });
    }

    /** Moves the pipeline's bundles to the version that the run published. */
    public PipelineRun rollOut(PipelineRunId id, Actor actor) {
        return writing.change("pipeline run " + id, () -> {
            PipelineRun run = requireRun(id);
            ImageVersionId version = run.version()
                    .orElseThrow(() -> new ChangeRefusedException("Run '" + run.label()
                            + "' published nothing that is still there, so there is nothing to roll out."));
            int moved =
                    rollOuts.forward(id, version, require(run.pipeline()).spec().bundles(), actor);
            if (moved == 0) {
                throw new ChangeRefusedException("Run '" + run.label()
                        + "' has nothing to roll out: the pipeline names no bundle that has another version.");
            }
            writing.note(
                    actor, "roll-out", RUN, id, "Moved " + moved + " bundles to the version of '" + run.label() + "'.");
            return requireRun(id);
        });
    }

    /** Moves the bundles that the run moved to the versions that they had before. */
    public PipelineRun rollBack(PipelineRunId id, Actor actor) {
        return writing.change("pipeline run " + id, () -> {
            PipelineRun run = requireRun(id);
            int moved = rollOuts.back(id, actor);
            if (moved == 0) {
                throw new ChangeRefusedException("Run '" + run.label()
                        + "' has nothing to roll back: no bundle is on the version that it brought.");
            }
            writing.note(actor, "roll-back", RUN, id, "Moved " + moved + " bundles back from '" + run.label() + "'.");
            return requireRun(id);
        });
    }

    private void requireKnown(PipelineSpec spec) {
        Image base = linux("base", spec.base());
        Image target = linux("image", spec.target());
        if (latest(base.id()).isEmpty()) {
            throw new IllegalArgumentException(
                    "base is '" + base.name() + "', which has no version; allowed is an image" + " with one, for '"
                            + target.name() + "' to be made of.");
        }
        for (BundleId bundle : spec.bundles()) {
            if (wares.bundles().find(bundle).isEmpty()) {
                throw new IllegalArgumentException("bundles has '" + bundle + "'; allowed are bundles that exist.");
            }
        }
    }

    private Image linux(String field, ImageId id) {
        Image image = wares.images()
                .find(id)
                .orElseThrow(() ->
                        new IllegalArgumentException(field + " is '" + id + "'; allowed is an image that exists."));
        if (image.guest() != GuestSystem.LINUX) {
            throw new IllegalArgumentException(
                    field + " is '" + image.name() + "' with " + image.guest() + "; allowed are images with LINUX.");
        }
        return image;
    }

    private Pipeline require(PipelineId id) {
        return pipelines.find(id).orElseThrow(() -> new NotFoundException(KIND, id));
    }

    private PipelineRun requireRun(PipelineRunId id) {
        return runs.find(id).orElseThrow(() -> new NotFoundException("pipeline run", id));
    }
}
