package dev.berth.broker.session;

import dev.berth.broker.audit.Actor;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Gives up on sessions whose desktop is neither ready nor in error after a long time. */
@Component
class OpeningTimeout {

    private final Overdue overdue;
    private final Sessions sessions;
    private final SessionSettings settings;

    OpeningTimeout(Overdue overdue, Sessions sessions, SessionSettings settings) {
        this.overdue = overdue;
        this.sessions = sessions;
        this.settings = settings;
    }

    @Scheduled(fixedDelayString = "5s")
    void run() {
        overdue.since(
                        settings.openingTimeout(),
                        "select id from session where state = 'OPENING' and opened_at <= :limit")
                .forEach(id -> sessions.end(id, TerminationReason.OPENING_FAILED, tooLong(), new Actor.Berth()));
    }

    private String tooLong() {
        return "The desktop was not ready within " + settings.openingTimeout().toMinutes() + " minutes. Try again.";
    }
}
