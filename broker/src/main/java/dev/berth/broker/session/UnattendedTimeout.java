package dev.berth.broker.session;

import dev.berth.broker.audit.Actor;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends sessions that got ready and that no browser ever connected to; they would keep their desktop up. */
@Component
class UnattendedTimeout {

    private final Overdue overdue;
    private final Sessions sessions;
    private final SessionSettings settings;

    UnattendedTimeout(Overdue overdue, Sessions sessions, SessionSettings settings) {
        this.overdue = overdue;
        this.sessions = sessions;
        this.settings = settings;
    }

    @Scheduled(fixedDelayString = "5s")
    void run() {
        overdue.since(
                        settings.unattendedTimeout(),
                        "select id from session where state = 'READY' and ready_at <= :limit")
                .forEach(id -> sessions.end(id, TerminationReason.DISCONNECT_TIMEOUT, new Actor.Berth()));
    }
}
