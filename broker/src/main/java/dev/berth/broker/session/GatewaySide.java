package dev.berth.broker.session;

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
    private final Clock clock;

    GatewaySide(
            JdbcSessions store,
            SessionBook book,
            JdbcTickets tickets,
            NodeRegistry nodes,
            Aftermath aftermath,
            Clock clock) {
        this.store = store;
        this.book = book;
        this.tickets = tickets;
        this.nodes = nodes;
        this.aftermath = aftermath;
        this.clock = clock;
    }

    boolean connected(SessionId id, TunnelId tunnel) {
        if (!book.connected(id, tunnel, nodes.boot())) {
            return false;
        }
        tickets.signedIn(id, clock.instant());
        book.find(id).ifPresent(aftermath::signedIn);
        return true;
    }

    void firstFrame(SessionId id, TunnelId tunnel) {
        if (book.find(id).filter(session -> tunnel.equals(session.tunnel())).isPresent()) {
            book.reached(id, Stage.FIRST_FRAME, clock.instant());
        }
    }

    void input(SessionId id, TunnelId tunnel, Instant last) {
        store.input(id, tunnel, last);
    }
}
