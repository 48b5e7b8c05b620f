package dev.berth.broker.session;

import dev.berth.broker.audit.Actor;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Disconnects sessions on AUTO_STOP desktops that nobody uses, so that the timer of the desktop can start. */
@Component
class InputTimeout {

    private final Overdue overdue;
    private final Sessions sessions;
    private final SessionSettings settings;

    InputTimeout(Overdue overdue, Sessions sessions, SessionSettings settings) {
        this.overdue = overdue;
        this.sessions = sessions;
        this.settings = settings;
    }

    @Scheduled(fixedDelayString = "5s")
    void run() {
        overdue.since(settings.inputTimeout(), """
                        select s.id
                          from session s join desktop d on d.id = s.desktop_id
                         where s.state = 'CONNECTED' and s.last_input_at <= :limit and d.running_mode = 'AUTO_STOP'
                        """)
                .forEach(id -> sessions.disconnect(id, DisconnectReason.IDLE, new Actor.Berth()));
    }
}
