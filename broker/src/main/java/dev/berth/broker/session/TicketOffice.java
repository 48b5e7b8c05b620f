package dev.berth.broker.session;

import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.access.ThingFinding;
import dev.berth.broker.directory.Person;
import dev.berth.broker.session.JdbcTickets.Door;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.PortForward;
import dev.berth.ipacl.ClientAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Does what a decision allowed: the session's part in making and taking a ticket. */
@Component
class TicketOffice {

    private static final Logger LOG = LoggerFactory.getLogger(TicketOffice.class);

    private final SessionBook book;
    private final Resumption resumption;
    private final JdbcTickets tickets;
    private final Doors doors;
    private final RdpCertificates certificates;
    private final Likings likings;
    private final NodeRegistry nodes;
    private final SessionSettings settings;
    private final Clock clock;

    TicketOffice(
            SessionBook book,
            Resumption resumption,
            JdbcTickets tickets,
            Doors doors,
            RdpCertificates certificates,
            Likings likings,
            NodeRegistry nodes,
            SessionSettings settings,
            Clock clock) {
        this.book = book;
        this.resumption = resumption;
        this.tickets = tickets;
        this.doors = doors;
        this.certificates = certificates;
        this.likings = likings;
        this.nodes = nodes;
        this.settings = settings;
        this.clock = clock;
    }

    Minting mint(Person person, ClientAddress address, SessionId id) {
        Optional<Session> found = usable(id);
        if (found.isEmpty()) {
            return refused("it is over, or not ready yet");
        }
        Session session = found.get();
        if (session.state() == SessionState.DISCONNECTED && !resumption.wanted(session)) {
            return refused("its desktop is not running any more; open it again");
        }
        Optional<GatewayBoot> gateway = nodes.gateway();
        if (gateway.isEmpty()) {
            return refused("no gateway runs at the moment; try again in a minute");
        }
        TicketSecret secret = TicketSecret.random();
        return issue(secret, session, new JdbcTickets.Binding(id, person.id(), address, gateway.get()));
    }

    private Minting issue(TicketSecret secret, Session session, JdbcTickets.Binding binding) {
        Instant now = clock.instant();
        Door door = new Door(session.desktop(), session.account());
        byte[] seed = tickets.insert(secret, binding, door, now, now.plus(settings.ticketLife()), doors::newSeed);
        try {
            doors.setPassword(door, seed);
            certificates.learn(session.desktop());
        } catch (HypervisorException e) {
            LOG.warn(
                    "Cannot set the password of {} in desktop {}: {}",
                    door.account(),
                    door.desktop(),
                    e.getMessage(),
                    e);
            tickets.withdraw(secret, "The guest did not take the password.");
            return refused("the desktop does not answer at the moment; try again shortly");
        }
        book.comesFrom(session.id(), binding.address());
        book.reached(session.id(), Stage.CREDENTIALS_SET, clock.instant());
        return new Minting.Minted(secret, binding.gateway());
    }

    /** The session, if a browser may connect to it in its state. */
    Optional<Session> usable(SessionId id) {
        return book.find(id).filter(session -> session.state().next().contains(SessionState.CONNECTED));
    }

    PortForward open(Session session) {
        return doors.open(session.desktop());
    }

    String password(byte[] seed, Session session) {
        return doors.password(new Door(session.desktop(), session.account()), seed);
    }

    /** By what the gateway knows the guest. */
    Optional<String> certificate(Session session) {
        return certificates.of(session.desktop());
    }

    /** What the session's person types on. */
    Optional<Keyboard> keyboard(Session session) {
        return Optional.ofNullable(likings.of(session.person()).keyboard());
    }

    TunnelId newTunnel() {
        return new TunnelId(UUID.randomUUID());
    }

    private static Minting refused(String why) {
        return new Minting.Refused(
                (AccessDecision.Refused) AccessDecision.of(List.of(new ThingFinding.SessionNotUsable(why))));
    }
}
