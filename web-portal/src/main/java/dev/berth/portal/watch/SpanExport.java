package dev.berth.portal.watch;

import dev.berth.broker.trace.TraceId;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Sends spans to a collector, some at a time and in the background. A collector that does not answer costs nobody anything:
 * what waits is bounded, and what does not fit is dropped. Nothing of OpenTelemetry is loaded before this is made.
 */
final class SpanExport implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int MOST_WAITING = 2_048;

    /** Bound while the root of a trace is begun, whose ids follow from the session's. */
    private static final ScopedValue<TraceId> ROOT = ScopedValue.newInstance();

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    SpanExport(URI collector, String node) {
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(collector.toString())
                .setTimeout(LIMIT)
                .build();
        this.provider = SdkTracerProvider.builder()
                .setIdGenerator(new Ids())
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        "berth",
                        AttributeKey.stringKey("service.instance.id"),
                        node)))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setScheduleDelay(EVERY)
                        .setMaxQueueSize(MOST_WAITING)
                        .build())
                .build();
        this.tracer = provider.get("dev.berth");
    }

    /** From when to when something took, and a sentence when it failed. */
    record Taken(String name, Instant began, Instant ended, Map<String, String> facts, Optional<String> failure) {}

    /** The span that all others of the trace are part of. */
    void root(TraceId trace, Taken taken) {
        ScopedValue.where(ROOT, trace)
                .run(() -> end(
                        tracer.spanBuilder(taken.name())
                                .setNoParent()
                                .setStartTimestamp(taken.began())
                                .startSpan(),
                        taken));
    }

    void part(TraceId trace, Taken taken) {
        SpanContext root = SpanContext.createFromRemoteParent(
                trace.hex(), trace.root(), TraceFlags.getSampled(), TraceState.getDefault());
        end(
                tracer.spanBuilder(taken.name())
                        .setParent(Context.root().with(Span.wrap(root)))
                        .setStartTimestamp(taken.began())
                        .startSpan(),
                taken);
    }

    private static void end(Span span, Taken taken) {
        taken.facts().forEach(span::setAttribute);
        taken.failure().ifPresent(failure -> span.setStatus(StatusCode.ERROR, failure));
        span.end(taken.ended());
    }

    /** What waits is sent before Berth ends, within the limit of one request. */
    @Override
    public void close() {
        provider.shutdown().join(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static final class Ids implements IdGenerator {

        private final IdGenerator random = IdGenerator.random();

        @Override
        public String generateTraceId() {
            return ROOT.isBound() ? ROOT.get().hex() : random.generateTraceId();
        }

        @Override
        public String generateSpanId() {
            return ROOT.isBound() ? ROOT.get().root() : random.generateSpanId();
        }
    }
}
