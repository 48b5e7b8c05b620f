package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** What gateways report of their tunnels. */
@Component
class GatewaySide {

    private final JdbcSessions store;
    private final SessionBook book;
    private final JdbcTickets tickets;
    private final NodeRegistry nodes;
    private final Aftermath aftermath;
    private final Joining joining;
    private final Clock clock;

    GatewaySide(
            JdbcSessions store,
            SessionBook book,
            JdbcTickets tickets,
            NodeRegistry nodes,
            Aftermath aftermath,
            Joining joining,
            Clock clock) {
        this.store = store;
        this.book = book;
        this.tickets = tickets;
        this.nodes = nodes;
        this.aftermath = aftermath;
        this.joining = joining;
        this.clock = clock;
    }

    boolean connected(SessionId id, TunnelId tunnel) {
        return book.connected(id, tunnel, nodes.boot());
    }

    /** Only a picture proves that the guest took the password: guacd says it is ready before the guest was asked. */
    void firstFrame(SessionId id, TunnelId tunnel) {
        book.find(id).filter(session -> tunnel.equals(session.tunnel())).ifPresent(session -> {
            book.reached(id, Stage.FIRST_FRAME, clock.instant());
            passwordServed(session);
            joining.startSoon(id);
        });
    }

    /** The guest took the password, or the tunnel that might have shown it is gone. */
    void passwordServed(Session session) {
        tickets.passwordServed(session.id(), clock.instant());
        aftermath.passwordServed(session);
    }

    void input(SessionId id, TunnelId tunnel, Instant last) {
        store.input(id, tunnel, last);
    }
}
