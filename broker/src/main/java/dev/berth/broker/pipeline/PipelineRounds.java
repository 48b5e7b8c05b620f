package dev.berth.broker.pipeline;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.ImageVersion;
import dev.berth.broker.desktop.AtWork;
import dev.berth.broker.maintenance.MaintenanceCalendar;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What timers do, on any node and as often as one likes: starting runs that are due, and going on with those under way. A
 * pipeline is decided about under a lock on its row, and has one run under way at the most.
 */
@Component
public class PipelineRounds {

    private static final Logger LOG = LoggerFactory.getLogger(PipelineRounds.class);

    /** A start that nobody saw for so long does not come any more. */
    private static final Duration LOOK_BACK = Duration.ofDays(1);

    private final JdbcPipelines store;
    private final JdbcPipelineRuns runs;
    private final Pipelines pipelines;
    private final PipelineWork work;
    private final Terms terms;
    private final AtWork<PipelineRunId> atWork = new AtWork<>();

    PipelineRounds(JdbcPipelines store, JdbcPipelineRuns runs, Pipelines pipelines, PipelineWork work, Terms terms) {
        this.store = store;
        this.runs = runs;
        this.pipelines = pipelines;
        this.work = work;
        this.terms = terms;
    }

    /** What every round goes by. */
    @Component
    static class Terms {

        private final PipelineSettings settings;
        private final PackageWatch watch;
        private final Clock clock;
        private final TransactionTemplate transaction;

        Terms(PipelineSettings settings, PackageWatch watch, Clock clock, PlatformTransactionManager transactions) {
            this.settings = settings;
            this.watch = watch;
            this.clock = clock;
            this.transaction = new TransactionTemplate(transactions);
        }
    }

    /**
     * Starts what is due by its schedule, or because its base has another version than its last run, or its sources newer
     * packages. Then sources are asked where it is time.
     */
    public void openDue() {
        pipelines.forgetLogs(terms.clock.instant().minus(terms.settings.keepLogs()));
        for (Pipeline pipeline : store.list()) {
            if (pipeline.enabled()) {
                try {
                    terms.transaction.executeWithoutResult(
                            status -> store.lock(pipeline.id()).ifPresent(this::open));
                } catch (ChangeRefusedException e) {
                    LOG.warn("Pipeline '{}' is due and cannot be started.", pipeline.name(), e);
                }
            }
        }
        terms.watch.lookAtDue();
    }

    /** Goes on with every run that is due, each on a thread of its own; returns at once. */
    public void advance() {
        Instant now = terms.clock.instant();
        List<PipelineRunId> claimed = Objects.requireNonNull(terms.transaction.execute(
                status -> runs.claim(work.node(), now, terms.settings.lease(), terms.settings.atOnce())));
        claimed.forEach(this::begin);
    }

    /** Waits until this node has nothing under way at the moment. */
    boolean awaitIdle(Duration limit) {
        return atWork.awaitIdle(limit) && terms.watch.awaitIdle(limit);
    }

    private void open(Pipeline pipeline) {
        Instant now = terms.clock.instant();
        Instant oldest = now.minus(LOOK_BACK);
        Instant since = pipeline.plannedUntil().isBefore(oldest) ? oldest : pipeline.plannedUntil();
        boolean scheduled = pipeline.spec()
                .schedule()
                .filter(timing ->
                        !MaintenanceCalendar.starting(timing, since, now).isEmpty())
                .isPresent();
        if (scheduled) {
            pipelines.begin(pipeline, Trigger.SCHEDULE, new Actor.Berth());
        } else if (pipeline.spec().onBaseChange() && baseChanged(pipeline)) {
            pipelines.begin(pipeline, Trigger.BASE_CHANGED, new Actor.Berth());
        } else if (pipeline.spec().onPackageChange()) {
            List<Manifest.Change> news = terms.watch.news(pipeline);
            if (!news.isEmpty()) {
                pipelines
                        .begin(pipeline, Trigger.PACKAGES_CHANGED, new Actor.Berth())
                        .ifPresent(run -> terms.watch.begun(pipeline, run, news));
            }
        }
        store.planned(pipeline.id(), now);
    }

    /** A pipeline that never ran waits for somebody to start it. */
    private boolean baseChanged(Pipeline pipeline) {
        Optional<ImageVersion> latest = pipelines.latest(pipeline.spec().base());
        return latest.isPresent()
                && runs.lastBase(pipeline.id())
                        .filter(last -> !last.equals(latest.get().id()))
                        .isPresent();
    }

    private void begin(PipelineRunId id) {
        atWork.begin(id, "pipeline-" + id, () -> {
            try {
                work.work(id);
            } catch (RuntimeException e) {
                LOG.warn("Run {} was cut off; some node goes on with it when the claim lapses.", id, e);
            }
        });
    }
}
