package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells whether something changed in how a session is shared; what, its page asks for. */
@Component
class ShareNews {

    private final JdbcClient jdbc;

    ShareNews(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Grows with every change; 0 for a session that was never shared. */
    long latest(SessionId session) {
        return jdbc.sql("select coalesce(max(change), 0) from session_share where session_id = :session")
                .param("session", session.value())
                .query(Long.class)
                .single();
    }
}
