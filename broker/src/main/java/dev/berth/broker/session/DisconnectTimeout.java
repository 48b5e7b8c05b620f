package dev.berth.broker.session;

import dev.berth.broker.audit.Actor;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends sessions that nobody came back to. */
@Component
class DisconnectTimeout {

    private final Overdue overdue;
    private final Sessions sessions;
    private final SessionSettings settings;

    DisconnectTimeout(Overdue overdue, Sessions sessions, SessionSettings settings) {
        this.overdue = overdue;
        this.sessions = sessions;
        this.settings = settings;
    }

    @Scheduled(fixedDelayString = "5s")
    void run() {
        overdue.since(
                        settings.disconnectTimeout(),
                        "select id from session where state = 'DISCONNECTED' and disconnected_at <= :limit")
                .forEach(id -> sessions.end(id, TerminationReason.DISCONNECT_TIMEOUT, new Actor.Berth()));
    }
}
