package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.contract.SchemaContract;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends sessions that nobody came back to. */
@Component
class DisconnectTimeout {

    private final JdbcClient jdbc;
    private final Sessions sessions;
    private final SessionSettings settings;
    private final SchemaContract contract;
    private final Clock clock;

    DisconnectTimeout(
            JdbcClient jdbc, Sessions sessions, SessionSettings settings, SchemaContract contract, Clock clock) {
        this.contract = contract;
        this.jdbc = jdbc;
        this.sessions = sessions;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "5s")
    void run() {
        contract.during(this::endOverdue);
    }

    private void endOverdue() {
        if (settings.disconnectTimeout().isZero()) {
            return;
        }
        jdbc.sql("""
                        select id from session where state = 'DISCONNECTED' and disconnected_at <= :limit
                        """)
                .param(
                        "limit",
                        clock.instant().minus(settings.disconnectTimeout()).atOffset(ZoneOffset.UTC))
                .query((row, number) -> new SessionId(row.getObject("id", UUID.class)))
                .list()
                .forEach(id -> sessions.end(id, TerminationReason.DISCONNECT_TIMEOUT, new Actor.Berth()));
    }
}
