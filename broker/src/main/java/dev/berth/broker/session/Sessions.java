package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.directory.Person;
import dev.berth.broker.session.JdbcSessions.Ending;
import dev.berth.broker.trace.Work;
import dev.berth.ipacl.ClientAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Sessions, for pages, API and gateway. Opening asks for access itself; for the other verbs the caller has asked.
 */
@Component
public class Sessions {

    private static final String GUEST_CLOSED = "The guest's session ended.";

    private final Opening opening;
    private final SessionBook book;
    private final SessionViews views;
    private final GatewaySide gateway;
    private final Aftermath aftermath;

    public Sessions(Opening opening, SessionBook book, SessionViews views, GatewaySide gateway, Aftermath aftermath) {
        this.opening = opening;
        this.book = book;
        this.views = views;
        this.gateway = gateway;
        this.aftermath = aftermath;
    }

    /**
     * Opens what was clicked, or finds it open: a desktop has one live session, and one more that its applications share.
     * Never waits for a machine.
     */
    public OpenResult open(Person person, ClientAddress address, Launch launch) {
        return opening.open(person, address, launch);
    }

    /** Opens anew what a session was for that could not be opened, or is over. */
    public OpenResult retry(SessionId id, Person person, ClientAddress address) {
        return opening.retry(id, person, address);
    }

    public Optional<SessionView> view(SessionId id) {
        return views.view(id);
    }

    /** The latest first, without stages. */
    public List<SessionView> list(SessionFilter filter) {
        return views.list(filter);
    }

    /**
     * Ends the session and cuts its tunnel. When people or time-outs end it its programs are closed too; after
     * {@link TerminationReason#ACCESS_REVOKED} a whole desktop's go on, for access may come back, and an application's
     * are closed, or the next application would find them in its place. Over already is fine.
     */
    public void end(SessionId id, TerminationReason reason, Actor actor) {
        end(id, reason, null, actor);
    }

    void end(SessionId id, TerminationReason reason, @Nullable String sentence, Actor actor) {
        try (var _ = Work.forSession(id.value())) {
            endNow(id, reason, sentence, actor);
        }
    }

    private void endNow(SessionId id, TerminationReason reason, @Nullable String sentence, Actor actor) {
        Optional<Session> session = book.find(id);
        if (session.isEmpty() || !book.ended(id, new Ending(reason, sentence), actor)) {
            return;
        }
        boolean programsRun =
                session.get().state() == SessionState.CONNECTED || session.get().state() == SessionState.DISCONNECTED;
        if (programsRun && closesPrograms(reason, session.get())) {
            aftermath.logOff(session.get());
        }
        aftermath.left(session.get().desktop());
    }

    /** Cuts the tunnel; the programs go on. Not connected already is fine. */
    public void disconnect(SessionId id, Actor actor) {
        disconnect(id, DisconnectReason.DISCONNECTED_FROM_OUTSIDE, actor);
    }

    /**
     * The person signed out at this address: what is connected from there would stay on the screen for whoever comes
     * next. The programs go on, and what is connected from elsewhere is left alone.
     */
    public void signedOut(Person person, ClientAddress address) {
        views.list(SessionFilter.liveOf(person.id())).stream()
                .filter(view -> view.state() == SessionState.CONNECTED)
                .filter(view -> view.clientAddress().equals(address.toString()))
                .forEach(view -> disconnect(view.id(), Actor.of(person)));
    }

    void disconnect(SessionId id, DisconnectReason why, Actor actor) {
        if (book.disconnected(id, null, why, actor)) {
            book.find(id).ifPresent(session -> aftermath.left(session.desktop()));
        }
    }

    /** The gateway is connected to the guest; false when the session is over by now, and the tunnel is to be closed. */
    public boolean connected(SessionId id, TunnelId tunnel) {
        return gateway.connected(id, tunnel);
    }

    /** The first picture went to the browser. */
    public void firstFrame(SessionId id, TunnelId tunnel) {
        gateway.firstFrame(id, tunnel);
    }

    /** The tunnel is closed. What an earlier tunnel of the session says here is late, and changes nothing. */
    public void disconnected(SessionId id, TunnelId tunnel, DisconnectReason why) {
        Optional<Session> session = book.find(id).filter(known -> tunnel.equals(known.tunnel()));
        if (session.isEmpty()) {
            return;
        }
        gateway.passwordServed(session.get());
        Actor berth = new Actor.Berth();
        boolean moved = why == DisconnectReason.GUEST_CLOSED
                ? book.ended(
                        id,
                        List.of(SessionState.CONNECTED),
                        new Ending(TerminationReason.GUEST_LOGGED_OFF, GUEST_CLOSED),
                        berth)
                : book.disconnected(id, tunnel, why, berth);
        if (moved) {
            aftermath.left(session.get().desktop());
        }
    }

    /** When the person last used keyboard, mouse or touch; told every now and then. */
    public void input(SessionId id, TunnelId tunnel, Instant last) {
        gateway.input(id, tunnel, last);
    }

    private static boolean closesPrograms(TerminationReason reason, Session session) {
        return switch (reason) {
            case USER_ENDED, ADMIN_ENDED, DISCONNECT_TIMEOUT, IDLE_TIMEOUT, TIME_LIMIT -> true;
            case ACCESS_REVOKED, REGION_CHANGED -> session.application().isPresent();
            case GUEST_LOGGED_OFF, DESKTOP_STOPPED, OPENING_FAILED -> false;
        };
    }
}
