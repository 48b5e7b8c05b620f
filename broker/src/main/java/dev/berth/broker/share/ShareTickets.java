package dev.berth.broker.share;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.access.ShareId;
import dev.berth.broker.access.ThingFinding;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.directory.Person;
import dev.berth.broker.session.GatewayBoot;
import dev.berth.broker.session.Minting;
import dev.berth.broker.session.SessionSettings;
import dev.berth.broker.session.TicketSecret;
import dev.berth.ipacl.ClientAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Guests' tickets: one use, half a minute, bound to guest, address, sharing and the gateway run that serves the session.
 * Access is asked when one is made and again when it is used. A newer ticket takes an older one's place.
 */
@Component
public class ShareTickets {

    private final Access access;
    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final SessionSettings settings;
    private final Clock clock;

    public ShareTickets(Access access, JdbcClient jdbc, AuditLog audit, SessionSettings settings, Clock clock) {
        this.access = access;
        this.jdbc = jdbc;
        this.audit = audit;
        this.settings = settings;
        this.clock = clock;
    }

    public Minting mint(Person guest, ClientAddress address, ShareId share) {
        return switch (access.decide(guest, address, new Intent.JoinShare(share))) {
            case AccessDecision.Refused refused -> new Minting.Refused(refused);
            case AccessDecision.Allowed allowed -> issue(guest, address, share);
        };
    }

    /** Takes a ticket. Every refusal is written to the audit log; a ticket that was shown wrongly is worth nothing after. */
    public Joining redeem(TicketSecret secret, Person guest, ClientAddress address, GatewayBoot gateway) {
        Optional<Shown> shown = take(secret);
        if (shown.isEmpty()) {
            return refused(guest, address, "unknown", "No such guest's ticket was made, or it was used before.");
        }
        Shown ticket = shown.get();
        Optional<String> wrong = wrong(ticket, guest, address, gateway);
        if (wrong.isPresent()) {
            return refused(guest, address, ticket.session().toString(), wrong.get());
        }
        return switch (access.decide(guest, address, new Intent.JoinShare(ticket.share()))) {
            case AccessDecision.Refused refused ->
                refused(guest, address, ticket.session().toString(), refused.diagnosis());
            case AccessDecision.Allowed allowed ->
                new Joining.Granted(
                        ticket.share(),
                        ticket.session(),
                        new ViewerId(UUID.randomUUID()),
                        guest.id(),
                        ticket.control());
        };
    }

    private record Shown(
            ShareId share,
            SessionId session,
            UUID guest,
            boolean control,
            String address,
            Instant until,
            GatewayBoot gateway) {}

    /** Only one address is looked after: a guest who asks from another one ends the connection that they have. */
    private Minting issue(Person guest, ClientAddress address, ShareId share) {
        TicketSecret secret = TicketSecret.random();
        return jdbc.sql("""
                        update session_share h
                           set ticket_hash = :hash, ticket_until = :until, ticket_gateway = s.gateway_boot,
                               guest_address = :address,
                               state = case when h.guest_address = :address then h.state else 'AGREED' end,
                               viewer = case when h.guest_address = :address then h.viewer end,
                               wait_until = case when h.state = 'JOINED' and h.guest_address <> :address
                                                 then :until else h.wait_until end
                          from session s
                         where h.id = :share and h.guest_id = :guest and h.state in ('AGREED', 'JOINED')
                           and s.id = h.session_id and s.state = 'CONNECTED'
                        returning h.ticket_gateway
                        """)
                .param("hash", secret.hash())
                .param("until", clock.instant().plus(settings.ticketLife()).atOffset(ZoneOffset.UTC))
                .param("address", address.toString())
                .param("share", share.value())
                .param("guest", guest.id().objectGuid())
                .query((row, number) -> new GatewayBoot(row.getObject("ticket_gateway", UUID.class)))
                .optional()
                .<Minting>map(gateway -> new Minting.Minted(secret, gateway))
                .orElseGet(ShareTickets::away);
    }

    private Optional<Shown> take(TicketSecret secret) {
        return jdbc.sql("""
                        update session_share set ticket_hash = null where ticket_hash = :hash
                        returning id, session_id, guest_id, control, guest_address, ticket_until, ticket_gateway
                        """)
                .param("hash", secret.hash())
                .query((row, number) -> new Shown(
                        new ShareId(row.getObject("id", UUID.class)),
                        new SessionId(row.getObject("session_id", UUID.class)),
                        row.getObject("guest_id", UUID.class),
                        row.getBoolean("control"),
                        row.getString("guest_address"),
                        row.getObject("ticket_until", OffsetDateTime.class).toInstant(),
                        new GatewayBoot(row.getObject("ticket_gateway", UUID.class))))
                .optional();
    }

    private Optional<String> wrong(Shown ticket, Person guest, ClientAddress address, GatewayBoot gateway) {
        if (!ticket.guest().equals(guest.id().objectGuid())) {
            return Optional.of("The guest's ticket was made for somebody else.");
        }
        if (!ticket.until().isAfter(clock.instant())) {
            return Optional.of("The guest's ticket expired at " + ticket.until() + ".");
        }
        if (!ticket.address().equals(address.toString())) {
            return Optional.of(
                    "The guest's ticket was made for " + ticket.address() + " and shown by " + address + ".");
        }
        if (!ticket.gateway().equals(gateway)) {
            return Optional.of("The guest's ticket is for the gateway that serves the session, which is another one.");
        }
        return Optional.empty();
    }

    private Joining refused(Person guest, ClientAddress address, String session, String why) {
        audit.record(AuditEntry.of(Actor.of(guest), "share.redeem", "session", session, Outcome.REFUSED, why)
                .from(address));
        return new Joining.Refused(why);
    }

    private static Minting away() {
        return new Minting.Refused((AccessDecision.Refused) AccessDecision.of(List.of(
                new ThingFinding.SessionNotUsable("its owner is not connected at the moment; try again shortly"))));
    }
}
