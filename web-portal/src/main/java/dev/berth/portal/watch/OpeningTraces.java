package dev.berth.portal.watch;

import dev.berth.broker.host.HostCalls;
import dev.berth.broker.host.HostConnections;
import dev.berth.broker.session.OpeningOver;
import dev.berth.broker.session.SessionView;
import dev.berth.broker.session.Sessions;
import dev.berth.broker.session.Stage;
import dev.berth.broker.session.StageTime;
import dev.berth.broker.signal.ThisNode;
import dev.berth.broker.trace.TraceId;
import dev.berth.broker.trace.Work;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The opening of a session as a trace: its stages, told as a whole by the node that sees the first picture or the failure,
 * and what hosts were asked for meanwhile, told by the node that asked. Nobody's name is in it.
 */
@Component
class OpeningTraces implements HostCalls.Listener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OpeningTraces.class);

    /** What people wait for; the rest is asked again and again. */
    private static final Set<String> TOLD = Set.of(
            "ensureVolume", "ensureUploaded", "define", "start", "startFromTemplate", "setPassword", "openForward");

    private static final String SESSION = "berth.session.id";
    private static final String DESKTOP = "berth.desktop.id";
    private static final String BUNDLE = "berth.bundle.id";
    private static final String STAGE = "berth.stage";

    private final Sessions sessions;
    private final Clock clock;
    private final Optional<SpanExport> export;

    OpeningTraces(TraceSettings settings, ThisNode node, HostConnections hosts, Sessions sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
        this.export = settings.collector().map(collector -> new SpanExport(collector, node.name()));
        if (export.isPresent()) {
            hosts.listen(this);
        }
    }

    @Override
    public void returned(HostCalls.Call call) {
        if (!TOLD.contains(call.name())) {
            return;
        }
        Work.session()
                .ifPresent(session -> export.ifPresent(to -> to.part(
                        TraceId.of(session),
                        new SpanExport.Taken(
                                "host " + call.name(),
                                call.began(),
                                call.began().plus(call.took()),
                                call.machine()
                                        .map(machine -> Map.of(DESKTOP, machine.toString()))
                                        .orElseGet(Map::of),
                                Optional.ofNullable(call.failure()).map(Throwable::getMessage)))));
    }

    @EventListener
    void over(OpeningOver over) {
        export.ifPresent(to -> {
            UUID id = over.session().value();
            Thread.ofVirtual().name("trace-" + id).start(() -> {
                try (var _ = Work.forSession(id)) {
                    sessions.view(over.session()).ifPresent(view -> tell(to, view));
                } catch (RuntimeException e) {
                    LOG.warn("The trace of session {} could not be told; nothing else is touched by that.", id, e);
                }
            });
        });
    }

    private void tell(SpanExport to, SessionView view) {
        TraceId trace = TraceId.of(view.id().value());
        Instant began = view.times().opened();
        Instant last = began;
        for (StageTime stage : view.stages()) {
            if (stage.at().isPresent()) {
                Instant at = stage.at().get();
                to.part(
                        trace,
                        new SpanExport.Taken(
                                name(stage.stage()),
                                at.isBefore(last) ? at : last,
                                at,
                                Map.of(STAGE, stage.stage().name()),
                                Optional.empty()));
                last = at;
            }
        }
        Instant ended = view.failure().isPresent() ? view.times().ended().orElseGet(clock::instant) : last;
        to.root(
                trace,
                new SpanExport.Taken(
                        "open a session",
                        began,
                        ended,
                        Map.of(
                                SESSION,
                                view.id().toString(),
                                DESKTOP,
                                view.thing().desktop().toString(),
                                BUNDLE,
                                view.thing().bundle().toString()),
                        view.failure()));
    }

    private static String name(Stage stage) {
        return switch (stage) {
            case AUTHORISED -> "access";
            case PLACED -> "place";
            case DISK_READY -> "disks";
            case MACHINE_STARTED -> "machine";
            case GUEST_READY -> "guest";
            case CREDENTIALS_SET -> "credentials";
            case CONNECTED -> "guacd";
            case FIRST_FRAME -> "first picture";
        };
    }

    @Override
    public void close() {
        export.ifPresent(SpanExport::close);
    }
}
