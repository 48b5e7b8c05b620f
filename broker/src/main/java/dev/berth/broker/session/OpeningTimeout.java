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

/** Gives up on sessions whose desktop is neither ready nor in error after a long time. */
@Component
class OpeningTimeout {

    private final JdbcClient jdbc;
    private final Sessions sessions;
    private final SessionSettings settings;
    private final SchemaContract contract;
    private final Clock clock;

    OpeningTimeout(JdbcClient jdbc, Sessions sessions, SessionSettings settings, SchemaContract contract, Clock clock) {
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
        if (settings.openingTimeout().isZero()) {
            return;
        }
        jdbc.sql("""
                        select id from session where state = 'OPENING' and opened_at <= :limit
                        """)
                .param("limit", clock.instant().minus(settings.openingTimeout()).atOffset(ZoneOffset.UTC))
                .query((row, number) -> new SessionId(row.getObject("id", UUID.class)))
                .list()
                .forEach(id -> sessions.end(id, TerminationReason.OPENING_FAILED, tooLong(), new Actor.Berth()));
    }

    private String tooLong() {
        return "The desktop was not ready within " + settings.openingTimeout().toMinutes() + " minutes. Try again.";
    }
}
