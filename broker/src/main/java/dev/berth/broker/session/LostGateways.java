package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Marks sessions as disconnected whose gateway stopped or has been silent for too long: their tunnels went with it. */
@Component
class LostGateways {

    private final JdbcClient jdbc;
    private final Sessions sessions;
    private final Clock clock;

    LostGateways(JdbcClient jdbc, Sessions sessions, Clock clock) {
        this.jdbc = jdbc;
        this.sessions = sessions;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "5s")
    void run() {
        jdbc.sql("""
                        select s.id
                          from session s
                         where s.state = 'CONNECTED'
                           and not exists (select from node n
                                            where n.boot_id = s.gateway_boot and n.seen_at >= :limit)
                        """)
                .param("limit", clock.instant().minus(NodeRegistry.SILENCE).atOffset(ZoneOffset.UTC))
                .query((row, number) -> new SessionId(row.getObject("id", UUID.class)))
                .list()
                .forEach(id -> sessions.disconnect(id, DisconnectReason.CONNECTION_FAILED, new Actor.Berth()));
    }
}
