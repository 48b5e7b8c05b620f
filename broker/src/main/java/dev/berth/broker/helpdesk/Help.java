package dev.berth.broker.helpdesk;

import dev.berth.broker.access.Author;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.session.MessageText;
import dev.berth.broker.session.SessionMessages;
import dev.berth.broker.session.SessionState;
import dev.berth.broker.session.SessionView;
import dev.berth.broker.session.Sessions;
import dev.berth.broker.session.TerminationReason;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What helpdesk does for a person; every deed is written down. Whether the author may do it was decided before. */
@Component
public class Help {

    private final Sessions sessions;
    private final SessionMessages messages;
    private final GuestNotice guests;
    private final AuditLog audit;

    Help(Sessions sessions, SessionMessages messages, GuestNotice guests, AuditLog audit) {
        this.sessions = sessions;
        this.messages = messages;
        this.guests = guests;
        this.audit = audit;
    }

    /**
     * Where a message was shown.
     *
     * @param inBrowser whether a browser of the person is connected, which shows it
     * @param notInGuest why the desktop's own screen does not; empty when it does
     */
    public record Shown(boolean inBrowser, Optional<String> notInGuest) {

        /** A sentence for whoever sent it. */
        public String sentence() {
            String browser = inBrowser
                    ? "The person's browser shows the message."
                    : "No browser of the person is connected; one that connects within two minutes shows the message.";
            return browser
                    + notInGuest
                            .map(why -> " The desktop's own screen does not: " + why)
                            .orElse(" The desktop's own screen shows it too.");
        }
    }

    /** Tells the person something, in the page of the session and on the desktop's own screen. */
    public Shown tell(SessionView session, MessageText text, Author author) {
        if (!session.live()) {
            throw new IllegalArgumentException(
                    "session is " + session.reference() + ", which is over; allowed is one that is live.");
        }
        messages.send(session.id(), author.person().accountName(), text);
        Optional<String> notInGuest = session.state() == SessionState.OPENING
                ? Optional.of("The desktop is not ready yet.")
                : guests.show(
                        session.thing().desktop(), session.thing().application().isPresent(), text);
        var shown = new Shown(session.state() == SessionState.CONNECTED, notInGuest);
        record(author, "session.message", session.id(), "Told: " + text.value().replace('\n', ' '));
        return shown;
    }

    /**
     * Tells everybody who has a session now, in the session's page.
     *
     * @param bundle only those on desktops of it
     * @return how many sessions
     */
    public int broadcast(Optional<BundleId> bundle, MessageText text, Author author) {
        int told = messages.broadcast(bundle, author.person().accountName(), text);
        audit.record(AuditEntry.of(
                        Actor.of(author.person()),
                        "session.broadcast",
                        bundle.isPresent() ? "bundle" : "region",
                        bundle.map(BundleId::toString).orElse("all"),
                        Outcome.DONE,
                        "Told %d sessions: %s".formatted(told, text.value().replace('\n', ' ')))
                .from(author.address()));
        return told;
    }

    public void end(SessionView session, Author author) {
        sessions.end(session.id(), TerminationReason.ADMIN_ENDED, Actor.of(author.person()));
    }

    private void record(Author author, String action, SessionId session, String sentence) {
        audit.record(AuditEntry.of(Actor.of(author.person()), action, "session", session, Outcome.DONE, sentence)
                .from(author.address()));
    }
}
