package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import java.time.Duration;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends sessions that have been as they are for longer than the settings allow. */
@Component
class SessionTimeouts {

    private static final Actor BERTH = new Actor.Berth();

    private final Overdue overdue;
    private final Sessions sessions;
    private final SessionSettings settings;

    SessionTimeouts(Overdue overdue, Sessions sessions, SessionSettings settings) {
        this.overdue = overdue;
        this.sessions = sessions;
        this.settings = settings;
    }

    /** Those that nobody came back to. */
    @Scheduled(fixedDelayString = "5s")
    void endLeft() {
        end(
                settings.disconnectTimeout(),
                "select id from session where state = 'DISCONNECTED' and disconnected_at <= :limit",
                TerminationReason.DISCONNECT_TIMEOUT);
    }

    /** Those in which nobody used keyboard, mouse or touch for too long, whatever the picture did. */
    @Scheduled(fixedDelayString = "5s")
    void endIdle() {
        end(
                settings.idleTimeout(),
                "select id from session where state = 'CONNECTED' and last_input_at <= :limit",
                TerminationReason.IDLE_TIMEOUT);
    }

    /** Those that got ready and that no browser ever connected to; they would keep their desktop up. */
    @Scheduled(fixedDelayString = "5s")
    void endUnattended() {
        end(
                settings.unattendedTimeout(),
                "select id from session where state = 'READY' and ready_at <= :limit",
                TerminationReason.DISCONNECT_TIMEOUT);
    }

    /** Those whose desktop is neither ready nor in error after a long time. */
    @Scheduled(fixedDelayString = "5s")
    void giveUpOpening() {
        Duration allowed = settings.openingTimeout();
        String why = "The desktop was not ready within " + allowed.toMinutes() + " minutes. Try again.";
        for (SessionId id :
                overdue.since(allowed, "select id from session where state = 'OPENING' and opened_at <= :limit")) {
            sessions.end(id, TerminationReason.OPENING_FAILED, why, BERTH);
        }
    }

    private void end(Duration allowed, String query, TerminationReason why) {
        overdue.since(allowed, query).forEach(id -> sessions.end(id, why, BERTH));
    }
}
