package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Disconnects sessions on AUTO_STOP desktops that nobody uses, so that the timer of the desktop can start. */
@Component
class InputTimeout {

    private final JdbcClient jdbc;
    private final Sessions sessions;
    private final SessionSettings settings;
    private final Clock clock;

    InputTimeout(JdbcClient jdbc, Sessions sessions, SessionSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.sessions = sessions;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "5s")
    void run() {
        if (settings.inputTimeout().isZero()) {
            return;
        }
        jdbc.sql("""
                        select s.id
                          from session s join desktop d on d.id = s.desktop_id
                         where s.state = 'CONNECTED' and s.last_input_at <= :limit and d.running_mode = 'AUTO_STOP'
                        """)
                .param("limit", clock.instant().minus(settings.inputTimeout()).atOffset(ZoneOffset.UTC))
                .query((row, number) -> new SessionId(row.getObject("id", UUID.class)))
                .list()
                .forEach(id -> sessions.disconnect(id, DisconnectReason.IDLE, new Actor.Berth()));
    }
}
