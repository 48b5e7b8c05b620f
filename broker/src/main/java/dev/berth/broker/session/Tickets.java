package dev.berth.broker.session;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.PortForward;
import dev.berth.ipacl.ClientAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Tickets let a browser connect: one use, half a minute, bound to person, address, session and one run of one gateway.
 * Access is asked when one is made and again when it is used.
 */
@Component
public class Tickets {

    private static final Logger LOG = LoggerFactory.getLogger(Tickets.class);
    private static final String APPLICATION_STARTER = "/usr/lib/berth/app ";

    private final Access access;
    private final TicketOffice office;
    private final JdbcTickets store;
    private final AuditLog audit;
    private final Clock clock;

    public Tickets(Access access, TicketOffice office, JdbcTickets store, AuditLog audit, Clock clock) {
        this.access = access;
        this.office = office;
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    /** Makes a ticket for a session that is ready, and gives the guest the password that goes with it. */
    public Minting mint(Person person, ClientAddress address, SessionId session) {
        AccessDecision decision = access.decide(person, address, new Intent.UseSession(session));
        return switch (decision) {
            case AccessDecision.Refused refused -> new Minting.Refused(refused);
            case AccessDecision.Allowed allowed -> office.mint(person, address, session);
        };
    }

    /**
     * Takes a ticket. Every refusal is written to the audit log with its reason; a ticket that somebody else showed, or
     * that was shown elsewhere, is worth nothing after that, for it was seen by someone who should not have.
     */
    public Redemption redeem(TicketSecret secret, Person person, ClientAddress address, GatewayBoot gateway) {
        Instant now = clock.instant();
        Optional<JdbcTickets.Standing> standing = store.find(secret);
        if (standing.isEmpty()) {
            return refused(person, address, "unknown", "No such ticket was made, or it is long over.");
        }
        SessionId session = standing.get().session();
        var shown = new JdbcTickets.Binding(session, person.id(), address, gateway);
        Optional<JdbcTickets.Redeemed> redeemed = store.redeem(secret, shown, now);
        if (redeemed.isEmpty()) {
            String why = reason(standing.get(), shown, now);
            store.withdraw(secret, why);
            return refused(person, address, session.toString(), why);
        }
        return switch (access.decide(person, address, new Intent.UseSession(session))) {
            case AccessDecision.Refused refused -> refused(person, address, session.toString(), refused.diagnosis());
            case AccessDecision.Allowed allowed -> grant(redeemed.get(), person, address);
        };
    }

    /** Tickets of a person who signed out are worth nothing from now on. */
    public void signedOut(PersonId person) {
        store.withdraw(person, "The person signed out after it was made.", clock.instant());
    }

    private Redemption grant(JdbcTickets.Redeemed redeemed, Person person, ClientAddress address) {
        Optional<Session> found = office.usable(redeemed.session());
        if (found.isEmpty()) {
            return refused(person, address, redeemed.session().toString(), "The session is over or not ready.");
        }
        Session session = found.get();
        try {
            PortForward forward = office.open(session);
            var target = new RemoteDesktop(
                    forward.host(),
                    forward.port(),
                    session.account().accountName(),
                    office.password(redeemed.seed(), session),
                    session.application().map(application -> APPLICATION_STARTER + application.program()),
                    office.keyboard(session),
                    office.certificate(session));
            return new Redemption.Granted(session.id(), office.newTunnel(), target, session.policy());
        } catch (HypervisorException e) {
            LOG.warn(
                    "Cannot open the way to desktop {} for session {}: {}",
                    session.desktop(),
                    session.id(),
                    e.getMessage(),
                    e);
            return refused(
                    person,
                    address,
                    session.id().toString(),
                    "The way to the desktop could not be opened: " + e.getMessage());
        }
    }

    private Redemption refused(Person person, ClientAddress address, String session, String why) {
        audit.record(AuditEntry.of(Actor.of(person), "ticket.redeem", "session", session, Outcome.REFUSED, why)
                .from(address));
        return new Redemption.Refused(why);
    }

    private static String reason(JdbcTickets.Standing standing, JdbcTickets.Binding shown, Instant now) {
        if (!standing.person().equals(shown.person())) {
            return "The ticket was made for somebody else.";
        }
        if (standing.redeemed()) {
            return "The ticket was used before.";
        }
        if (standing.withdrawn().isPresent()) {
            return "The ticket was withdrawn: " + standing.withdrawn().get();
        }
        if (!standing.expires().isAfter(now)) {
            return "The ticket expired at " + standing.expires() + ".";
        }
        if (!standing.address().equals(shown.address().toString())) {
            return "The ticket was made for " + standing.address() + " and shown by " + shown.address() + ".";
        }
        if (!standing.gateway().equals(shown.gateway())) {
            return "The ticket was made for another gateway, or for this one before it was restarted.";
        }
        return "The ticket was used at the same moment by another connection.";
    }
}
