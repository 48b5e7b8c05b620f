package dev.berth.broker.pipeline;

import dev.berth.broker.apt.AptIndex;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.host.Placement;
import dev.berth.broker.pipeline.PipelineRun.Progress;
import dev.berth.hypervisor.HypervisorException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes the steps of one run. How far it is, what it says and what it publishes are written in one transaction, by the
 * holder of the claim alone: a node that is killed at any line leaves a run that another goes on with, and nothing twice.
 */
@Component
class PipelineWork {

    private static final Logger LOG = LoggerFactory.getLogger(PipelineWork.class);

    /** A run that only waits is given back after so many looks, for another node to go on with. */
    private static final int LOOKS = 60;

    private static final int MOST_DOUBLINGS = 6;

    private final JdbcPipelineRuns runs;
    private final BuildBench bench;
    private final Publication publication;
    private final RunLedger ledger;
    private final PipelineSettings settings;
    private final PipelinePlanner planner;

    PipelineWork(
            JdbcPipelineRuns runs,
            BuildBench bench,
            Publication publication,
            RunLedger ledger,
            PipelineSettings settings) {
        this.runs = runs;
        this.bench = bench;
        this.publication = publication;
        this.ledger = ledger;
        this.settings = settings;
        this.planner = new PipelinePlanner(settings);
    }

    UUID node() {
        return ledger.node();
    }

    void work(PipelineRunId id) {
        try (var _ = new Renewal(() -> ledger.renew(id), settings.lease())) {
            int looks = 0;
            while (looks < LOOKS) {
                Optional<PipelineRun> run = runs.find(id);
                if (run.isEmpty() || run.get().over()) {
                    return;
                }
                switch (take(run.get())) {
                    case ON -> looks = 0;
                    case WAITING -> {
                        looks++;
                        LockSupport.parkNanos(settings.lookInterval().toNanos());
                    }
                    case RELEASED -> {
                        return;
                    }
                }
            }
            runs.find(id)
                    .ifPresent(run -> ledger.release(
                            run, run.progress().reason(), run.progress().failures(), ledger.now()));
        } catch (RunLedger.ClaimLost e) {
            LOG.info("{}; leaving it.", e.getMessage(), e);
        }
    }

    private enum Going {
        ON,
        WAITING,
        RELEASED
    }

    private Going take(PipelineRun run) {
        try {
            Seen seen = bench.look(run);
            PipelineRun heard = ledger.hear(run, seen);
            return take(heard, planner.next(heard, seen, ledger.now()));
        } catch (TrialFailedException e) {
            return e.ofTheImage() ? finish(run, Ending.FAILED, String.valueOf(e.getMessage())) : failed(run, e);
        } catch (HypervisorException | UncheckedIOException | StaleRevisionException e) {
            return failed(run, e);
        } catch (IllegalArgumentException | ChangeRefusedException | NotFoundException e) {
            LOG.warn("Run {} cannot go on.", run.label(), e);
            return run.phase() == Phase.CLEANING
                    ? failed(run, e)
                    : finish(run, Ending.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private Going take(PipelineRun run, PipelineStep step) {
        switch (step) {
            case PipelineStep.Wait(String why) -> {
                LOG.debug("Run {} waits: {}", run.label(), why);
                return Going.WAITING;
            }
            case PipelineStep.ChooseHost _ -> {
                return choose(run);
            }
            case PipelineStep.LayDisks _ -> {
                bench.lay(run, publication.base(run));
                move(run, Phase.BOOTING, "The machine to build in starts.", () -> {});
            }
            case PipelineStep.BeginBuild _ -> {
                bench.begin(run);
                move(run, Phase.CUSTOMISING, "The recipe runs in the guest.", () -> {});
            }
            case PipelineStep.TakeStock _ -> {
                Manifest manifest = publication.withKernel(run, bench.stock(run));
                List<AptIndex> sources = bench.sources(run);
                move(
                        run,
                        Phase.SEALING,
                        "The recipe is done; the image has "
                                + manifest.packages().size() + " packages.",
                        () -> {
                            runs.stock(run.id(), manifest);
                            ledger.watches().sources(run.pipeline(), sources);
                        });
            }
            case PipelineStep.ShutDown _ -> {
                bench.shutDown(run);
                return Going.WAITING;
            }
            case PipelineStep.BeginTrial _ -> {
                bench.beginTrial(run, publication.base(run));
                move(run, Phase.TRYING, "A machine of the new disk starts, to be tried.", () -> {});
            }
            case PipelineStep.Examine _ -> {
                publication.examine(run, bench.on(run), ledger::say);
                move(run, Phase.EXPORTING, "The new image passed.", () -> {});
            }
            case PipelineStep.Export _ -> {
                bench.endTrial(run);
                publication.export(run, bench.on(run));
                move(run, Phase.PUBLISHING, "Its files are whole.", () -> {});
            }
            case PipelineStep.Publish _ -> publish(run);
            case PipelineStep.RollOut _ -> {
                Progress next = run.progress().over(Ending.PUBLISHED, "Published and rolled out.", ledger.now());
                ledger.write(run, next, "Its bundles are moved to the new version.", () -> publication.rollOut(run));
            }
            case PipelineStep.Again(Phase from, String why) ->
                ledger.write(run, run.progress().again(from, why, ledger.now()), why + " It is begun again.", () -> {});
            case PipelineStep.Finish(Ending ending, String why) -> finish(run, ending, why);
            case PipelineStep.CleanUp _ -> {
                bench.clear(run);
                publication.dropUnpublished(run);
                ledger.end(run);
            }
        }
        return Going.ON;
    }

    private Going choose(PipelineRun run) {
        return switch (bench.choose()) {
            case Placement.Choice.NoRoom(String sentence) -> {
                ledger.release(run, sentence, 0, ledger.now().plus(settings.pause()));
                yield Going.RELEASED;
            }
            case Placement.Choice.Placed(var host) -> {
                move(
                        run,
                        Phase.PREPARING,
                        "It is built on host " + host.name() + ".",
                        () -> runs.place(run.id(), host.id()));
                yield Going.ON;
            }
        };
    }

    private void publish(PipelineRun run) {
        Progress next = publication.rolls(run)
                ? run.progress().to(Phase.ROLLING_OUT, ledger.now())
                : run.progress().over(Ending.PUBLISHED, "Published.", ledger.now());
        ledger.write(run, next, "It is published.", () -> {
            runs.published(run.id(), publication.publish(run).id());
            ledger.watches().soon(run.pipeline());
        });
    }

    private Going finish(PipelineRun run, Ending ending, String why) {
        ledger.write(run, run.progress().over(ending, why, ledger.now()), ending + ": " + why, () -> {});
        return Going.ON;
    }

    private void move(PipelineRun run, Phase next, String said, Runnable verb) {
        ledger.write(run, run.progress().to(next, ledger.now()), said, verb);
    }

    private Going failed(PipelineRun run, RuntimeException e) {
        LOG.warn("A step of run {} failed; it is tried again.", run.label(), e);
        int failures = run.progress().failures() + 1;
        Duration wait = settings.pause().multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        ledger.say(run, "Failed, and tried again in " + wait.toSeconds() + " s: " + e.getMessage());
        ledger.release(run, e.getMessage(), failures, ledger.now().plus(wait));
        return Going.RELEASED;
    }
}
