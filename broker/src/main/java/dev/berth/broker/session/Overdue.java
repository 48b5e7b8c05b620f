package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Sessions that have been as they are for longer than a setting allows. */
@Component
class Overdue {

    private final JdbcClient jdbc;
    private final Clock clock;

    Overdue(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * @param allowed zero for any time
     * @param query for the ids of sessions that have been so since {@code :limit} or longer
     */
    List<SessionId> since(Duration allowed, String query) {
        if (allowed.isZero()) {
            return List.of();
        }
        return jdbc.sql(query)
                .param("limit", clock.instant().minus(allowed).atOffset(ZoneOffset.UTC))
                .query((row, number) -> new SessionId(row.getObject("id", UUID.class)))
                .list();
    }
}
