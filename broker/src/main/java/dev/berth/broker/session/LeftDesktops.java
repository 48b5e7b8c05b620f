package dev.berth.broker.session;

import dev.berth.broker.desktop.DesktopId;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Starts the timers of AUTO_STOP desktops that run, that nobody is on, and that have none: an admin started them, or the
 * node died that saw the last person leave.
 */
@Component
class LeftDesktops {

    private static final Duration GRACE = Duration.ofMinutes(2);

    private final JdbcClient jdbc;
    private final Aftermath aftermath;
    private final Clock clock;

    LeftDesktops(JdbcClient jdbc, Aftermath aftermath, Clock clock) {
        this.jdbc = jdbc;
        this.aftermath = aftermath;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "30s")
    void run() {
        jdbc.sql("""
                        select d.id
                          from desktop d
                         where d.running_mode = 'AUTO_STOP' and d.state in ('AVAILABLE', 'UNHEALTHY')
                           and d.stop_due_at is null and d.state_since <= :limit
                           and (d.last_used_at is null or d.last_used_at <= :limit)
                           and not exists (select from session s
                                            where s.desktop_id = d.id and s.state in ('OPENING', 'READY', 'CONNECTED'))
                        """)
                .param("limit", clock.instant().minus(GRACE).atOffset(ZoneOffset.UTC))
                .query((row, number) -> new DesktopId(row.getObject("id", UUID.class)))
                .list()
                .forEach(aftermath::left);
    }
}
