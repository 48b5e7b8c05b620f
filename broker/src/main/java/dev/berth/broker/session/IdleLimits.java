package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.RunningMode;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How long a session may go without keyboard, mouse or touch, so that its page can say so in time. */
@Component
public class IdleLimits {

    private final JdbcClient jdbc;
    private final SessionSettings settings;

    IdleLimits(JdbcClient jdbc, SessionSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /** Zero where nothing happens for want of input. */
    public Duration of(SessionId session) {
        boolean stops = jdbc.sql("""
                        select d.running_mode
                          from session s join desktop d on d.id = s.desktop_id
                         where s.id = :session
                        """)
                .param("session", session.value())
                .query(String.class)
                .optional()
                .filter(RunningMode.AUTO_STOP.name()::equals)
                .isPresent();
        return Stream.of(stops ? settings.inputTimeout() : Duration.ZERO, settings.idleTimeout())
                .filter(Duration::isPositive)
                .min(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }
}
