package dev.berth.broker.session;

import dev.berth.broker.audit.Actor;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends sessions in which nobody used keyboard, mouse or touch for too long, whatever the picture did. */
@Component
class IdleTimeout {

    private final Overdue overdue;
    private final Sessions sessions;
    private final SessionSettings settings;

    IdleTimeout(Overdue overdue, Sessions sessions, SessionSettings settings) {
        this.overdue = overdue;
        this.sessions = sessions;
        this.settings = settings;
    }

    @Scheduled(fixedDelayString = "5s")
    void run() {
        overdue.since(
                        settings.idleTimeout(),
                        "select id from session where state = 'CONNECTED' and last_input_at <= :limit")
                .forEach(id -> sessions.end(id, TerminationReason.IDLE_TIMEOUT, new Actor.Berth()));
    }
}
