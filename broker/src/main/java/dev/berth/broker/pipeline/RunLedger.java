package dev.berth.broker.pipeline;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.pipeline.JdbcPipelineRuns.Claim;
import dev.berth.broker.pipeline.PipelineRun.Progress;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes down how far runs are and what they say, in this node's name: what it writes without its claim does not count. */
@Component
class RunLedger {

    private final JdbcPipelineRuns runs;
    private final JdbcPipelineLog log;
    private final Telling telling;
    private final PipelineSettings settings;
    private final TransactionTemplate transaction;
    private final UUID node = UUID.randomUUID();

    RunLedger(
            JdbcPipelineRuns runs,
            JdbcPipelineLog log,
            Telling telling,
            PipelineSettings settings,
            PlatformTransactionManager transactions) {
        this.runs = runs;
        this.log = log;
        this.telling = telling;
        this.settings = settings;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Who hears of it, and when it was. */
    @Component
    record Telling(AuditLog audit, Signals signals, JdbcPipelineWatch watches, Clock clock) {}

    /** A claim that was lost on the way: somebody else goes on. */
    static final class ClaimLost extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ClaimLost(PipelineRun run) {
            super("Lost the claim on run " + run.label());
        }
    }

    UUID node() {
        return node;
    }

    Instant now() {
        return telling.clock().instant();
    }

    /** What is known of a pipeline's packages. */
    JdbcPipelineWatch watches() {
        return telling.watches();
    }

    void renew(PipelineRunId run) {
        runs.renew(run, claim());
    }

    /** Moves on, in one transaction with the verb and the line of the log. */
    void write(PipelineRun run, Progress next, String said, Runnable verb) {
        transaction.executeWithoutResult(status -> {
            require(run, next);
            verb.run();
            said(run, said);
        });
    }

    /** What the guest said is written down before anything is done about it. */
    PipelineRun hear(PipelineRun run, Seen seen) {
        if (seen.said().isEmpty()) {
            return run;
        }
        transaction.executeWithoutResult(status -> {
            require(run, run.progress().read(seen.said().size()));
            log.guest(run.id(), now(), seen.said());
            telling.signals().nudge(Channel.PIPELINE, run.id().toString());
        });
        return runs.find(run.id()).orElseThrow(() -> new ClaimLost(run));
    }

    void say(PipelineRun run, String line) {
        transaction.executeWithoutResult(status -> said(run, line));
    }

    void end(PipelineRun run) {
        transaction.executeWithoutResult(status -> {
            if (!runs.end(run, claim())) {
                throw new ClaimLost(run);
            }
            Ending ending = Objects.requireNonNullElse(run.progress().ending(), Ending.FAILED);
            String why = Objects.requireNonNullElse(run.progress().reason(), "");
            telling.audit()
                    .record(AuditEntry.of(
                            new Actor.Berth(),
                            "pipeline-run.end",
                            "pipeline-run",
                            run.id(),
                            ending == Ending.FAILED ? Outcome.FAILED : Outcome.DONE,
                            "Run '%s' is over (%s). %s"
                                    .formatted(run.label(), ending, why)
                                    .strip()));
            said(run, "What the run had made on its host is gone again.");
        });
    }

    /** Gives the claim back until then. */
    void release(PipelineRun run, @Nullable String why, int failures, Instant again) {
        runs.release(run.id(), Objects.requireNonNullElse(why, ""), failures, again, node);
    }

    private void require(PipelineRun run, Progress next) {
        if (!runs.move(run, next, claim())) {
            throw new ClaimLost(run);
        }
    }

    private void said(PipelineRun run, String line) {
        log.berth(run.id(), now(), line);
        telling.signals().nudge(Channel.PIPELINE, run.id().toString());
    }

    private Claim claim() {
        return new Claim(node, now(), settings.lease());
    }
}
