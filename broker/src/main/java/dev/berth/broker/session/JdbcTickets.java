package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import dev.berth.ipacl.ClientAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Tickets as rows: the hash of each secret, what it is bound to, and the seed of the password that goes with it. */
@Component
class JdbcTickets {

    /** How long after a redemption guacd may take to sign in to the guest. */
    private static final Duration SIGN_IN = Duration.ofSeconds(30);

    /** Kept for so long, that a late replay is still told from a guess. */
    private static final Duration KEPT = Duration.ofHours(1);

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;

    JdbcTickets(JdbcClient jdbc, TransactionOperations transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** What a ticket is bound to. */
    record Binding(SessionId session, PersonId person, ClientAddress address, GatewayBoot gateway) {}

    /** A guest account whose password is, or was, known to tickets. */
    record Door(DesktopId desktop, GuestAccount account) {}

    /** @param seed of the guest's password; null when the guest does not have that password any more */
    record Redeemed(SessionId session, byte[] seed) {}

    /**
     * Writes a ticket down. An account has one password: while an earlier ticket for it is still to be used, this one
     * shares its seed, else the one would lock the other out.
     *
     * @return the seed of the password that is to be set
     */
    byte[] insert(
            TicketSecret secret, Binding binding, Door door, Instant now, Instant expires, Supplier<byte[]> fresh) {
        byte[] seed = transactions.execute(status -> {
            jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:door, 0))")
                    .param("door", door.toString())
                    .query((row, number) -> door)
                    .single();
            byte[] shared = pending(door, now).orElseGet(fresh);
            insert(secret, binding, shared, now, expires);
            return shared;
        });
        if (seed == null) {
            throw new IllegalStateException("The transaction for a ticket of " + binding.session() + " gave no seed");
        }
        return seed;
    }

    private void insert(TicketSecret secret, Binding binding, byte[] seed, Instant now, Instant expires) {
        jdbc.sql("""
                        insert into connection_ticket (secret_hash, session_id, person_id, client_address, gateway_boot,
                                                       password_seed, password_until, minted_at, expires_at)
                        values (:hash, :session, :person, :address, :gateway, :seed, :expires, :now, :expires)
                        """)
                .param("hash", secret.hash())
                .param("session", binding.session().value())
                .param("person", binding.person().objectGuid())
                .param("address", binding.address().toString())
                .param("gateway", binding.gateway().value())
                .param("seed", seed)
                .param("now", utc(now))
                .param("expires", utc(expires))
                .update();
    }

    /** The seed of a password of this account that somebody may still sign in with. */
    Optional<byte[]> pending(Door door, Instant now) {
        return jdbc.sql("""
                        select t.password_seed
                          from connection_ticket t join session s on s.id = t.session_id
                         where s.desktop_id = :desktop and (s.application_id is not null) = :applications
                           and t.password_seed is not null and t.password_until > :now
                         limit 1
                        """)
                .param("desktop", door.desktop().value())
                .param("applications", door.account() == GuestAccount.APPLICATIONS)
                .param("now", utc(now))
                .query((row, number) -> row.getBytes("password_seed"))
                .optional();
    }

    /** Takes the ticket, once, if everything that it is bound to is as it was. */
    Optional<Redeemed> redeem(TicketSecret secret, Binding shown, Instant now) {
        return jdbc.sql("""
                        update connection_ticket
                           set redeemed_at = :now, password_until = :until
                         where secret_hash = :hash and redeemed_at is null and withdrawn is null and expires_at > :now
                           and person_id = :person and client_address = :address and gateway_boot = :gateway
                           and password_seed is not null
                        returning session_id, password_seed
                        """)
                .param("now", utc(now))
                .param("until", utc(now.plus(SIGN_IN)))
                .param("hash", secret.hash())
                .param("person", shown.person().objectGuid())
                .param("address", shown.address().toString())
                .param("gateway", shown.gateway().value())
                .query((row, number) -> new Redeemed(
                        new SessionId(row.getObject("session_id", UUID.class)), row.getBytes("password_seed")))
                .optional();
    }

    /** What stands in the row of a ticket that was not taken. */
    record Standing(
            SessionId session,
            PersonId person,
            String address,
            GatewayBoot gateway,
            boolean redeemed,
            Instant expires,
            Optional<String> withdrawn) {}

    Optional<Standing> find(TicketSecret secret) {
        return jdbc.sql("""
                        select session_id, person_id, client_address, gateway_boot, redeemed_at, expires_at, withdrawn
                          from connection_ticket
                         where secret_hash = :hash
                        """)
                .param("hash", secret.hash())
                .query((row, number) -> new Standing(
                        new SessionId(row.getObject("session_id", UUID.class)),
                        new PersonId(row.getObject("person_id", UUID.class)),
                        row.getString("client_address"),
                        new GatewayBoot(row.getObject("gateway_boot", UUID.class)),
                        row.getObject("redeemed_at") != null,
                        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                        Optional.ofNullable(row.getString("withdrawn"))))
                .optional();
    }

    void withdraw(TicketSecret secret, String why) {
        jdbc.sql("update connection_ticket set withdrawn = :why where secret_hash = :hash and redeemed_at is null")
                .param("why", why)
                .param("hash", secret.hash())
                .update();
    }

    void withdraw(PersonId person, String why, Instant now) {
        jdbc.sql("""
                        update connection_ticket set withdrawn = :why, password_until = :now
                         where person_id = :person and redeemed_at is null and withdrawn is null
                        """)
                .param("why", why)
                .param("now", utc(now))
                .param("person", person.objectGuid())
                .update();
    }

    /** The session's used tickets need the password no longer. */
    void passwordServed(SessionId session, Instant now) {
        jdbc.sql("""
                        update connection_ticket set password_until = :now
                         where session_id = :session and redeemed_at is not null and password_until > :now
                        """).param("now", utc(now)).param("session", session.value()).update();
    }

    /** Accounts of running desktops whose password nobody needs any more and that is not scrambled yet. */
    List<Door> unneeded(Instant now) {
        return jdbc.sql("""
                        select s.desktop_id, s.application_id is not null as applications
                          from connection_ticket t
                          join session s on s.id = t.session_id
                          join desktop d on d.id = s.desktop_id
                         where t.password_seed is not null and d.state = 'AVAILABLE'
                         group by s.desktop_id, s.application_id is not null
                        having max(t.password_until) <= :now
                        """)
                .param("now", utc(now))
                .query((row, number) -> new Door(
                        new DesktopId(row.getObject("desktop_id", UUID.class)),
                        row.getBoolean("applications") ? GuestAccount.APPLICATIONS : GuestAccount.DESKTOP))
                .list();
    }

    void scrambled(Door door, Instant now) {
        jdbc.sql("""
                        update connection_ticket t set password_seed = null
                          from session s
                         where s.id = t.session_id and s.desktop_id = :desktop
                           and (s.application_id is not null) = :applications and t.password_until <= :now
                        """)
                .param("desktop", door.desktop().value())
                .param("applications", door.account() == GuestAccount.APPLICATIONS)
                .param("now", utc(now))
                .update();
    }

    void forgetOld(Instant now) {
        jdbc.sql("""
                        delete from connection_ticket t
                         using session s join desktop d on d.id = s.desktop_id
                         where s.id = t.session_id and t.expires_at < :limit
                           and (t.password_seed is null or d.state = 'TERMINATED')
                        """).param("limit", utc(now.minus(KEPT))).update();
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
