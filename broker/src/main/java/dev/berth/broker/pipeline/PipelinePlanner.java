package dev.berth.broker.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** Decides everything about a run, from its row, from what there is of its machine, and the time. */
final class PipelinePlanner {

    private static final int MOST_ATTEMPTS = 3;
    private static final int MOST_FAILURES = 6;

    private final PipelineSettings settings;

    PipelinePlanner(PipelineSettings settings) {
        this.settings = settings;
    }

    PipelineStep next(PipelineRun run, Seen seen, Instant now) {
        var progress = run.progress();
        if (progress.phase() == Phase.CLEANING) {
            return new PipelineStep.CleanUp();
        }
        if (progress.cancelled() && progress.phase().canBeCancelled()) {
            return new PipelineStep.Finish(Ending.CANCELLED, "It was cancelled.");
        }
        if (progress.failures() >= MOST_FAILURES) {
            return new PipelineStep.Finish(Ending.FAILED, Objects.requireNonNullElse(progress.reason(), "It failed."));
        }
        if (progress.attempt() >= MOST_ATTEMPTS) {
            return new PipelineStep.Finish(
                    Ending.FAILED,
                    "It was begun " + MOST_ATTEMPTS + " times. " + Objects.requireNonNullElse(progress.reason(), ""));
        }
        return switch (progress.phase()) {
            case QUEUED -> new PipelineStep.ChooseHost();
            case PREPARING -> new PipelineStep.LayDisks();
            case BOOTING -> booting(run, seen, now);
            case CUSTOMISING -> customising(run, seen, now);
            case SEALING -> sealing(run, seen, now);
            case TRYING -> trying(run, seen, now);
            case EXPORTING -> new PipelineStep.Export();
            case PUBLISHING -> new PipelineStep.Publish();
            case ROLLING_OUT -> new PipelineStep.RollOut();
            case CLEANING, ENDED -> throw new IllegalStateException("Run " + run.label() + " is over.");
        };
    }

    private PipelineStep booting(PipelineRun run, Seen seen, Instant now) {
        return switch (seen.machine()) {
            case UNKNOWN -> patient(run, now, settings.bootLimit(), "Its host does not answer.");
            case ABSENT, OFF -> new PipelineStep.Again(Phase.PREPARING, "Its machine went off while it started.");
            case RUNNING ->
                seen.ready()
                        ? new PipelineStep.BeginBuild()
                        : patient(run, now, settings.bootLimit(), "Its guest agent does not answer.");
        };
    }

    private PipelineStep customising(PipelineRun run, Seen seen, Instant now) {
        return switch (seen.machine()) {
            case UNKNOWN -> patient(run, now, settings.buildLimit(), "Its host does not answer.");
            case ABSENT, OFF -> new PipelineStep.Again(Phase.PREPARING, "Its machine went off while the recipe ran.");
            case RUNNING ->
                switch (seen.build()) {
                    case RUNNING -> patient(run, now, settings.buildLimit(), "The recipe runs.");
                    case NOT_BEGUN ->
                        new PipelineStep.Again(Phase.PREPARING, "Its machine started anew while the recipe ran.");
                    case DONE -> new PipelineStep.TakeStock();
                    case FAILED ->
                        new PipelineStep.Finish(
                                Ending.FAILED, "The recipe failed in the guest; the end of the log says why.");
                };
        };
    }

    private PipelineStep sealing(PipelineRun run, Seen seen, Instant now) {
        if (run.trigger().ofPackages() && run.sameAsLast()) {
            return new PipelineStep.Finish(
                    Ending.UNCHANGED, "Every package is as in the version that was published last.");
        }
        return switch (seen.machine()) {
            case UNKNOWN -> patient(run, now, settings.bootLimit(), "Its host does not answer.");
            case ABSENT -> new PipelineStep.Again(Phase.PREPARING, "Its machine is gone.");
            case RUNNING ->
                limited(run, now, settings.bootLimit())
                        ? new PipelineStep.Finish(
                                Ending.FAILED,
                                "The guest did not shut down within "
                                        + settings.bootLimit().toSeconds() + " s, so its disk may not be whole.")
                        : new PipelineStep.ShutDown();
            case OFF -> new PipelineStep.BeginTrial();
        };
    }

    private PipelineStep trying(PipelineRun run, Seen seen, Instant now) {
        return switch (seen.machine()) {
            case UNKNOWN -> patient(run, now, settings.bootLimit(), "Its host does not answer.");
            case ABSENT, OFF -> new PipelineStep.Again(Phase.SEALING, "The machine that it is tried on went off.");
            case RUNNING ->
                seen.ready()
                        ? new PipelineStep.Examine()
                        : patient(run, now, settings.bootLimit(), "Nobody can sign in to the new image yet.");
        };
    }

    private PipelineStep patient(PipelineRun run, Instant now, Duration limit, String why) {
        return limited(run, now, limit)
                ? new PipelineStep.Finish(Ending.FAILED, why + " It was waited for " + limit.toSeconds() + " s.")
                : new PipelineStep.Wait(why);
    }

    private static boolean limited(PipelineRun run, Instant now, Duration limit) {
        return !now.isBefore(run.progress().since().plus(limit));
    }
}
