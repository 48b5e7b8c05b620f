package dev.berth.portal.api;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.session.SessionEvent;
import dev.berth.broker.session.SessionProgress;
import dev.berth.broker.signal.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * A session's progress as server-sent events. Each browser has a thread of its own in {@link SessionProgress}, so one
 * that does not read delays nobody else; after {@link #LONGEST} it asks again by itself.
 */
@Component
class SessionStream {

    private static final Logger LOG = LoggerFactory.getLogger(SessionStream.class);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final SessionProgress progress;

    SessionStream(SessionProgress progress) {
        this.progress = progress;
    }

    SseEmitter follow(SessionId session, String reference) {
        var emitter = new SseEmitter(LONGEST.toMillis());
        var subscription = new AtomicReference<Subscription>(() -> {});
        Runnable close = () -> subscription.getAndSet(() -> {}).close();
        emitter.onCompletion(close);
        emitter.onTimeout(emitter::complete);
        emitter.onError(failure -> close.run());
        subscription.set(progress.subscribe(session, event -> {
            try {
                tell(emitter, event, reference);
            } catch (IOException e) {
                LOG.debug("The browser that followed session {} is gone.", session, e);
                close.run();
            }
        }));
        return emitter;
    }

    private static void tell(SseEmitter emitter, SessionEvent event, String reference) throws IOException {
        switch (event) {
            case SessionEvent.StageReached(var stage) -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("stage", stage.stage().name());
                stage.at().ifPresent(at -> fields.put("at", at.toString()));
                stage.took().ifPresent(took -> fields.put("tookMs", took.toMillis()));
                stage.usual().ifPresent(usual -> fields.put("usualMs", usual.toMillis()));
                send(emitter, "stage", fields);
            }
            case SessionEvent.StateReached(var state) -> send(emitter, "state", Map.of("state", state.name()));
            case SessionEvent.Waiting(var sentence) -> send(emitter, "waiting", Map.of("message", sentence));
            case SessionEvent.Told(var id, var kind, var sentBy, var text) ->
                send(emitter, "told", Map.of("id", id, "kind", kind.name(), "from", sentBy, "text", text));
            case SessionEvent.SharesChanged() -> send(emitter, "shares", Map.of());
            case SessionEvent.Failed(var sentence) -> {
                send(emitter, "failed", Map.of("message", sentence, "reference", reference, "retry", true));
                emitter.complete();
            }
            case SessionEvent.Ended(var reason, var sentence) -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("reason", reason.name());
                fields.put("reference", reference);
                sentence.ifPresent(told -> fields.put("message", told));
                send(emitter, "ended", fields);
                emitter.complete();
            }
        }
    }

    private static void send(SseEmitter emitter, String name, Map<String, Object> fields) throws IOException {
        emitter.send(SseEmitter.event().name(name).data(fields));
    }
}
