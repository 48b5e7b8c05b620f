package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.region.RegionSettings;
import dev.berth.ipacl.ClientAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Sessions as rows. Every move compares the state it comes from, and answers whether it was made. */
@Component
class JdbcSessions {

    private static final String SELECT = """
            select s.id, s.person_id, s.desktop_id, d.bundle_id, b.copy_out, b.paste_in, s.application_id, a.program,
                   s.state, s.tunnel, s.opened_at, """ + ChannelBook.COLUMNS + """
              from session s
              join desktop d on d.id = s.desktop_id
              join bundle b on b.id = d.bundle_id
              left join channel_policy c on c.bundle_id = b.id
              left join application a on a.id = s.application_id
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcSessions(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    /** @param address where the person is */
    record Opening(
            PersonId person,
            DesktopId desktop,
            Optional<ApplicationId> application,
            ClientAddress address,
            Instant at) {}

    /**
     * Empty when the desktop has a live session of that kind, whole or application, when it is an instance that has served
     * somebody, or when the reference is taken.
     */
    Optional<SessionId> insert(Opening opening, String reference) {
        return isSpent(opening.desktop()) ? Optional.empty() : inserted(opening, reference);
    }

    /** Of an instance; its end waits until this transaction is over, and sees what it wrote. */
    private boolean isSpent(DesktopId desktop) {
        return jdbc.sql("""
                        select spent_at is not null
                               or exists (select from session where desktop_id = :id)
                                  and not exists (select from session where desktop_id = :id and state <> 'ENDED')
                          from desktop
                         where id = :id and fleet_id is not null
                           for share
                        """)
                .param("id", desktop.value())
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    private Optional<SessionId> inserted(Opening opening, String reference) {
        return jdbc.sql("""
                        insert into session (id, home_region, reference, person_id, desktop_id, application_id,
                                             client_address, state, opened_at)
                        values (:id, :region, :reference, :person, :desktop, :application, :address, 'OPENING', :at)
                        on conflict do nothing
                        returning id
                        """)
                .param("id", UUID.randomUUID())
                .param("region", region.name())
                .param("reference", reference)
                .param("person", opening.person().objectGuid())
                .param("desktop", opening.desktop().value())
                .param(
                        "application",
                        opening.application().map(ApplicationId::value).orElse(null))
                .param("address", opening.address().toString())
                .param("at", utc(opening.at()))
                .query((row, number) -> new SessionId(row.getObject("id", UUID.class)))
                .optional();
    }

    Optional<Session> find(SessionId id) {
        return jdbc.sql(SELECT + "where s.id = :id")
                .param("id", id.value())
                .query(JdbcSessions::session)
                .optional();
    }

    /** The one of the whole desktop, or the one that its applications share. */
    Optional<Session> live(DesktopId desktop, boolean ofApplications) {
        return jdbc.sql(SELECT + """
                        where s.state <> 'ENDED' and s.desktop_id = :desktop
                          and (s.application_id is not null) = :ofApplications
                        """)
                .param("desktop", desktop.value())
                .param("ofApplications", ofApplications)
                .query(JdbcSessions::session)
                .optional();
    }

    List<Session> live(DesktopId desktop) {
        return jdbc.sql(SELECT + "where s.state <> 'ENDED' and s.desktop_id = :desktop")
                .param("desktop", desktop.value())
                .query(JdbcSessions::session)
                .list();
    }

    List<Session> in(SessionState state) {
        return jdbc.sql(SELECT + "where s.state = :state order by s.opened_at")
                .param("state", state.name())
                .query(JdbcSessions::session)
                .list();
    }

    boolean ready(SessionId id, Instant at) {
        return moved(jdbc.sql(
                        "update session set state = 'READY', ready_at = :at, door_open = true where id = :id and state = any (:before)")
                .param("at", utc(at))
                .param("id", id.value())
                .param("before", before(SessionState.READY)));
    }

    /** Makes this tunnel the one that counts. */
    boolean connected(SessionId id, TunnelId tunnel, GatewayBoot boot, Instant at) {
        return moved(jdbc.sql("""
                        update session
                           set state = 'CONNECTED', tunnel = :tunnel, gateway_boot = :boot, connected_at = :at,
                               last_input_at = :at, disconnected_at = null, disconnect_reason = null
                         where id = :id and state = any (:before)
                        """)
                .param("tunnel", tunnel.value())
                .param("boot", boot.value())
                .param("at", utc(at))
                .param("id", id.value())
                .param("before", before(SessionState.CONNECTED)));
    }

    /** @param tunnel only if this is the one that counts; null for whichever does */
    boolean disconnected(SessionId id, @Nullable TunnelId tunnel, DisconnectReason why, Instant at) {
        return moved(jdbc.sql("""
                        update session
                           set state = 'DISCONNECTED', tunnel = null, gateway_boot = null, disconnected_at = :at,
                               disconnect_reason = :why
                         where id = :id and state = any (:before) and (:tunnel::uuid is null or tunnel = :tunnel)
                        """)
                .param("at", utc(at))
                .param("why", why.name())
                .param("id", id.value())
                .param("before", before(SessionState.DISCONNECTED))
                .param("tunnel", tunnel == null ? null : tunnel.value()));
    }

    /** @param from the states that it may be in; those of them from which nothing ends are left alone */
    boolean ended(SessionId id, List<SessionState> from, Ending ending, Instant at) {
        return moved(jdbc.sql("""
                        update session
                           set state = 'ENDED', termination_reason = :reason, failure = :failure, ended_at = :at,
                               tunnel = null, gateway_boot = null
                         where id = :id and state = any (:before)
                        """)
                .param("reason", ending.reason().name())
                .param("failure", ending.sentence())
                .param("at", utc(at))
                .param("id", id.value())
                .param(
                        "before",
                        from.stream()
                                .filter(state -> state.next().contains(SessionState.ENDED))
                                .map(SessionState::name)
                                .toArray(String[]::new)));
    }

    /** What the ended session was on serves nobody any more, if it is an instance on which no other session lives. */
    void servedOut(SessionId ended, Instant at) {
        Optional<UUID> instance = jdbc.sql("""
                        select d.id from desktop d join session s on s.desktop_id = d.id
                         where s.id = :id and d.fleet_id is not null and d.spent_at is null
                           for no key update of d
                        """)
                .param("id", ended.value())
                .query((row, number) -> row.getObject("id", UUID.class))
                .optional();
        instance.ifPresent(
                id -> jdbc.sql("""
                        update desktop set spent_at = :at, revision = revision + 1
                         where id = :id
                           and not exists (select from session s where s.desktop_id = :id and s.state <> 'ENDED')
                        """).param("at", utc(at)).param("id", id).update());
    }

    /** @param sentence for the person, where the reason alone does not say enough */
    record Ending(TerminationReason reason, @Nullable String sentence) {}

    void input(SessionId id, TunnelId tunnel, Instant last) {
        jdbc.sql("""
                        update session set last_input_at = :last
                         where id = :id and tunnel = :tunnel and (last_input_at is null or last_input_at < :last)
                        """)
                .param("last", utc(last))
                .param("id", id.value())
                .param("tunnel", tunnel.value())
                .update();
    }

    /** The person goes on from here; that is the address that rules apply to. */
    void comesFrom(SessionId id, ClientAddress address) {
        jdbc.sql("update session set client_address = :address, door_open = true where id = :id")
                .param("address", address.toString())
                .param("id", id.value())
                .update();
    }

    /** Keeps the first time at which a stage was reached; true when this was it. */
    boolean stage(SessionId id, Stage stage, Instant at) {
        return moved(jdbc.sql("insert into session_stage values (:id, :stage, :at) on conflict do nothing")
                .param("id", id.value())
                .param("stage", stage.name())
                .param("at", utc(at)));
    }

    private static boolean moved(JdbcClient.StatementSpec statement) {
        return statement.update() == 1;
    }

    private static String[] before(SessionState state) {
        return state.before().stream().map(SessionState::name).toArray(String[]::new);
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private static Session session(ResultSet row, int number) throws SQLException {
        UUID application = row.getObject("application_id", UUID.class);
        UUID tunnel = row.getObject("tunnel", UUID.class);
        return new Session(
                new SessionId(row.getObject("id", UUID.class)),
                new PersonId(row.getObject("person_id", UUID.class)),
                new DesktopId(row.getObject("desktop_id", UUID.class)),
                new BundleId(row.getObject("bundle_id", UUID.class)),
                new ChannelPolicy(row.getBoolean("copy_out"), row.getBoolean("paste_in"), ChannelBook.rules(row)),
                application == null
                        ? Optional.empty()
                        : Optional.of(new Session.App(new ApplicationId(application), row.getString("program"))),
                SessionState.valueOf(row.getString("state")),
                tunnel == null ? null : new TunnelId(tunnel),
                row.getObject("opened_at", OffsetDateTime.class).toInstant());
    }
}
