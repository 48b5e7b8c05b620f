package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Nudged;
import dev.berth.broker.signal.Signals;
import dev.berth.broker.signal.Subscription;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Tells a gateway which of its tunnels must be closed, wherever that was decided. */
@Component
public class SessionEnds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SessionEnds.class);

    private final JdbcClient jdbc;
    private final Map<TunnelId, Watch> watches = new ConcurrentHashMap<>();
    private final Nudged look = new Nudged("session-ends", this::look);
    private final Subscription subscription;

    public SessionEnds(JdbcClient jdbc, Signals signals) {
        this.jdbc = jdbc;
        this.subscription = signals.subscribe(Channel.SESSION, this::signalled);
    }

    private record Watch(SessionId session, TunnelId tunnel, Consumer<DisconnectReason> cut) {}

    private record Row(
            SessionId session, SessionState state, @Nullable TunnelId tunnel, Optional<DisconnectReason> why) {}

    /**
     * Watches a tunnel for which {@link Sessions#connected} said yes. The consumer is called at most once, on a thread that
     * serves all watches, so it only starts the closing; at once if the tunnel must be closed already.
     */
    public Subscription watch(SessionId session, TunnelId tunnel, Consumer<DisconnectReason> cut) {
        watches.put(tunnel, new Watch(session, tunnel, cut));
        look.nudge();
        return () -> watches.remove(tunnel);
    }

    /** Looks again now and then, in case a signal was lost. */
    @Scheduled(fixedDelayString = "5s")
    void lookAgain() {
        look.nudge();
    }

    @Override
    public void close() {
        subscription.close();
        look.close();
    }

    private void signalled(String session) {
        boolean ours = session.isEmpty()
                || watches.values().stream()
                        .anyMatch(watch -> watch.session().toString().equals(session));
        if (ours) {
            look.nudge();
        }
    }

    private void look() {
        if (watches.isEmpty()) {
            return;
        }
        Map<TunnelId, Watch> present = Map.copyOf(watches);
        Map<SessionId, Row> rows = rows(present.values().stream()
                .map(watch -> watch.session().value())
                .distinct()
                .toArray(UUID[]::new));
        present.values()
                .forEach(watch -> verdict(watch, rows.get(watch.session())).ifPresent(why -> cut(watch, why)));
    }

    private void cut(Watch watch, DisconnectReason why) {
        if (watches.remove(watch.tunnel(), watch)) {
            try {
                watch.cut().accept(why);
            } catch (RuntimeException e) {
                LOG.error("The gateway could not close tunnel {} of session {}.", watch.tunnel(), watch.session(), e);
            }
        }
    }

    private static Optional<DisconnectReason> verdict(Watch watch, @Nullable Row row) {
        if (row == null) {
            return Optional.of(DisconnectReason.SESSION_ENDED);
        }
        return switch (row.state()) {
            case CONNECTED ->
                watch.tunnel().equals(row.tunnel()) ? Optional.empty() : Optional.of(DisconnectReason.OPENED_ELSEWHERE);
            case DISCONNECTED -> Optional.of(row.why().orElse(DisconnectReason.DISCONNECTED_FROM_OUTSIDE));
            case OPENING, READY, ENDED -> Optional.of(DisconnectReason.SESSION_ENDED);
        };
    }

    private Map<SessionId, Row> rows(UUID[] sessions) {
        return jdbc
                .sql("select id, state, tunnel, disconnect_reason from session where id = any (:sessions)")
                .param("sessions", sessions)
                .query((row, number) -> {
                    UUID tunnel = row.getObject("tunnel", UUID.class);
                    return new Row(
                            new SessionId(row.getObject("id", UUID.class)),
                            SessionState.valueOf(row.getString("state")),
                            tunnel == null ? null : new TunnelId(tunnel),
                            Optional.ofNullable(row.getString("disconnect_reason"))
                                    .map(DisconnectReason::valueOf));
                })
                .list()
                .stream()
                .collect(Collectors.toMap(Row::session, Function.identity()));
    }
}
