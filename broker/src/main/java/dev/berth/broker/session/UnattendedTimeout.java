package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends sessions that got ready and that no browser ever connected to; they would keep their desktop up. */
@Component
class UnattendedTimeout {

    private final JdbcClient jdbc;
    private final Sessions sessions;
    private final SessionSettings settings;
    private final Clock clock;

    UnattendedTimeout(JdbcClient jdbc, Sessions sessions, SessionSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.sessions = sessions;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "5s")
    void run() {
        if (settings.unattendedTimeout().isZero()) {
            return;
        }
        jdbc.sql("""
                        select id from session where state = 'READY' and ready_at <= :limit
                        """)
                .param(
                        "limit",
                        clock.instant().minus(settings.unattendedTimeout()).atOffset(ZoneOffset.UTC))
                .query((row, number) -> new SessionId(row.getObject("id", UUID.class)))
                .list()
                .forEach(id -> sessions.end(id, TerminationReason.DISCONNECT_TIMEOUT, new Actor.Berth()));
    }
}
