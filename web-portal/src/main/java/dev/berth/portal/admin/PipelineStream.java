package dev.berth.portal.admin;

import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.pipeline.LogLine;
import dev.berth.broker.pipeline.Phase;
import dev.berth.broker.pipeline.PipelineRun;
import dev.berth.broker.pipeline.PipelineRunId;
import dev.berth.broker.pipeline.Pipelines;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import dev.berth.broker.signal.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * A run's log as server-sent events. Each browser has a thread of its own, which reads what is new when it is told and at
 * least every two seconds; after {@link #LONGEST} the browser asks again by itself, from the last line that it has.
 */
@Component
class PipelineStream {

    private static final Logger LOG = LoggerFactory.getLogger(PipelineStream.class);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final long LOOK_SECONDS = 2;
    private static final int AT_ONCE = 500;

    private final Pipelines pipelines;
    private final Signals signals;

    PipelineStream(Pipelines pipelines, Signals signals) {
        this.pipelines = pipelines;
        this.signals = signals;
    }

    SseEmitter follow(PipelineRunId run, long after) {
        if (pipelines.run(run).isEmpty()) {
            throw new NotFoundException("pipeline run", run);
        }
        var emitter = new SseEmitter(LONGEST.toMillis());
        var gone = new AtomicBoolean();
        emitter.onCompletion(() -> gone.set(true));
        emitter.onTimeout(emitter::complete);
        emitter.onError(failure -> gone.set(true));
        Thread.ofVirtual().name("pipeline-log").start(() -> tell(run, after, emitter, gone));
        return emitter;
    }

    private void tell(PipelineRunId id, long after, SseEmitter emitter, AtomicBoolean gone) {
        var news = new Semaphore(0);
        try (Subscription _ = signals.subscribe(Channel.PIPELINE, run -> news.release())) {
            long position = after;
            @Nullable Phase told = null;
            while (!gone.get()) {
                PipelineRun run = pipelines.run(id).orElseThrow(() -> new NotFoundException("pipeline run", id));
                List<LogLine> lines = pipelines.log(id, position, AT_ONCE);
                for (LogLine line : lines) {
                    emitter.send(SseEmitter.event()
                            .name("line")
                            .id(Long.toString(line.position()))
                            .data(Map.of("at", line.at().toString(), "guest", line.guest(), "line", line.line())));
                    position = line.position();
                }
                if (run.phase() != told) {
                    told = run.phase();
                    emitter.send(SseEmitter.event().name("phase").data(Map.of("phase", told.name())));
                }
                if (run.over() && lines.isEmpty()) {
                    emitter.send(SseEmitter.event().name("over").data(Map.of()));
                    emitter.complete();
                    return;
                }
                if (lines.size() < AT_ONCE && news.tryAcquire(LOOK_SECONDS, TimeUnit.SECONDS)) {
                    news.drainPermits();
                }
            }
        } catch (IOException | IllegalStateException e) {
            LOG.debug("The browser that followed run {} is gone.", id, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("Following run {} ended with a fault; its browser asks again.", id, e);
            emitter.completeWithError(e);
        }
    }
}
