package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.signal.Signals;
import dev.berth.broker.signal.Subscription;
import dev.berth.broker.signal.WatchedLines;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Tells a gateway which of its tunnels must be closed, wherever that was decided. */
@Component
public class SessionEnds implements AutoCloseable {

    private final JdbcClient jdbc;
    private final WatchedLines<Line, DisconnectReason> lines;

    public SessionEnds(JdbcClient jdbc, Signals signals) {
        this.jdbc = jdbc;
        this.lines = new WatchedLines<>(
                "session-ends", signals, line -> line.session().toString(), this::over);
    }

    private record Line(SessionId session, TunnelId tunnel) {}

    private record Row(
            SessionId session, SessionState state, @Nullable TunnelId tunnel, Optional<DisconnectReason> why) {}

    /**
     * Watches a tunnel for which {@link Sessions#connected} said yes. The consumer is called at most once, on a thread that
     * serves all watches, so it only starts the closing; at once if the tunnel must be closed already.
     */
    public Subscription watch(SessionId session, TunnelId tunnel, Consumer<DisconnectReason> cut) {
        return lines.watch(new Line(session, tunnel), cut);
    }

    /** Looks again now and then, in case a signal was lost. */
    @Scheduled(fixedDelayString = "5s")
    void lookAgain() {
        lines.look();
    }

    @Override
    public void close() {
        lines.close();
    }

    private Map<Line, DisconnectReason> over(Set<Line> watched) {
        Map<SessionId, Row> rows = rows(
                watched.stream().map(line -> line.session().value()).distinct().toArray(UUID[]::new));
        Map<Line, DisconnectReason> over = new HashMap<>();
        watched.forEach(line -> verdict(line, rows.get(line.session())).ifPresent(why -> over.put(line, why)));
        return over;
    }

    private static Optional<DisconnectReason> verdict(Line line, @Nullable Row row) {
        if (row == null) {
            return Optional.of(DisconnectReason.SESSION_ENDED);
        }
        return switch (row.state()) {
            case CONNECTED ->
                line.tunnel().equals(row.tunnel()) ? Optional.empty() : Optional.of(DisconnectReason.OPENED_ELSEWHERE);
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
