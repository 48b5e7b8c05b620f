package dev.berth.broker.share;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.access.ShareId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.region.RegionSettings;
import dev.berth.broker.session.GatewayBoot;
import dev.berth.broker.session.TicketSecret;
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

/** Sharings as rows. Every move compares the state it comes from, and answers whether it was made. */
@Component
class JdbcShares {

    private static final String SELECT = """
            select h.id, h.session_id, s.reference, coalesce(a.name, b.name) as thing, h.kind, h.state, h.over_why,
                   h.reason, h.control, h.minutes, h.asked_at, h.wait_until, h.ends_at,
                   o.id as owner_id, o.account_name as owner_account, o.display_name as owner_name,
                   g.id as guest_id, g.account_name as guest_account, g.display_name as guest_name
              from session_share h
              join session s on s.id = h.session_id
              join person o on o.id = s.person_id
              join desktop d on d.id = s.desktop_id
              join bundle b on b.id = d.bundle_id
              left join application a on a.id = s.application_id
              left join person g on g.id = h.guest_id
            """;

    private static final String MOVED = ", change = nextval('session_share_change') ";

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcShares(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    /** @param guest null: whoever takes the link first */
    record Asking(
            ShareId id,
            SessionId session,
            ShareKind kind,
            PersonId asker,
            @Nullable PersonId guest,
            String reason,
            boolean control,
            int minutes,
            Instant waitUntil) {}

    /** False unless somebody is connected to the session and fewer guests than allowed are in it or waited for. */
    boolean insert(Asking asking, Optional<TicketSecret> link, int mostGuests, Instant now) {
        boolean invited = asking.kind() == ShareKind.INVITATION;
        jdbc.sql("select id from session where id = :session for update")
                .param("session", asking.session().value())
                .query((row, number) -> asking.session())
                .optional();
        return jdbc.sql("""
                        insert into session_share (id, home_region, session_id, kind, state, asked_by, guest_id, reason,
                                                   control, minutes, link_hash, wait_until, asked_at, agreed_at)
                        select :id, :region, s.id, :kind, :state, :asker, :guest::uuid, :reason, :control, :minutes,
                               :link, :waitUntil, :now, :agreed::timestamptz
                          from session s
                         where s.id = :session and s.state = 'CONNECTED'
                           and (select count(*) from session_share h
                                 where h.session_id = s.id and h.state <> 'OVER') < :most
                        """)
                        .param("id", asking.id().value())
                        .param("region", region.name())
                        .param("session", asking.session().value())
                        .param("kind", asking.kind().name())
                        .param("state", (invited ? ShareState.AGREED : ShareState.ASKED).name())
                        .param("asker", asking.asker().objectGuid())
                        .param(
                                "guest",
                                asking.guest() == null ? null : asking.guest().objectGuid())
                        .param("reason", asking.reason())
                        .param("control", asking.control())
                        .param("minutes", asking.minutes())
                        .param("link", link.map(TicketSecret::hash).orElse(null))
                        .param("waitUntil", utc(asking.waitUntil()))
                        .param("now", utc(now))
                        .param("agreed", invited ? utc(now) : null)
                        .param("most", mostGuests)
                        .update()
                == 1;
    }

    Optional<Share> find(ShareId id) {
        return jdbc.sql(SELECT + "where h.id = :id")
                .param("id", id.value())
                .query(JdbcShares::share)
                .optional();
    }

    List<Share> live(SessionId session) {
        return jdbc.sql(SELECT + "where h.session_id = :session and h.state <> 'OVER' order by h.asked_at")
                .param("session", session.value())
                .query(JdbcShares::share)
                .list();
    }

    /** What the person is invited to and has not joined. */
    List<Share> waitingFor(PersonId guest) {
        return jdbc.sql(SELECT + """
                        where h.guest_id = :guest and h.kind = 'INVITATION' and h.state = 'AGREED'
                          and s.state = 'CONNECTED'
                        order by h.asked_at desc limit 5
                        """)
                .param("guest", guest.objectGuid())
                .query(JdbcShares::share)
                .list();
    }

    Optional<Share> ofLink(TicketSecret link) {
        return jdbc.sql(SELECT + "where h.link_hash = :link")
                .param("link", link.hash())
                .query(JdbcShares::share)
                .optional();
    }

    boolean taken(TicketSecret link, PersonId guest, Instant now) {
        return moved(jdbc.sql("update session_share h set guest_id = :guest, link_hash = null" + MOVED + """
                          from session s
                         where h.link_hash = :link and h.guest_id is null and h.state = 'AGREED' and h.wait_until > :now
                           and s.id = h.session_id and s.person_id <> :guest
                        """)
                .param("guest", guest.objectGuid())
                .param("link", link.hash())
                .param("now", utc(now)));
    }

    /** @param control whether the owner lets the guest have keyboard and pointer, if that was asked for */
    boolean agreed(ShareId id, boolean control, Instant now, Instant joinUntil) {
        return moved(jdbc.sql("""
                        update session_share
                           set state = 'AGREED', control = control and :control, agreed_at = :now, wait_until = :until
                        """ + MOVED + "where id = :id and state = 'ASKED' and wait_until > :now")
                .param("control", control)
                .param("until", utc(joinUntil))
                .param("now", utc(now))
                .param("id", id.value()));
    }

    /** The guest is connected to the gateway run that serves the session now; an earlier connection counts no more. */
    boolean joined(ShareId id, ViewerId viewer, GatewayBoot gateway, Instant now) {
        return moved(jdbc.sql("""
                        update session_share h
                           set state = 'JOINED', viewer = :viewer, joined_at = coalesce(joined_at, :now),
                               ends_at = coalesce(ends_at, :now + make_interval(mins => minutes))
                        """ + MOVED + """
                          from session s
                         where h.id = :id and h.state in ('AGREED', 'JOINED') and coalesce(h.ends_at, h.wait_until) > :now
                           and s.id = h.session_id and s.state = 'CONNECTED' and s.gateway_boot = :gateway
                        """)
                .param("viewer", viewer.value())
                .param("now", utc(now))
                .param("id", id.value())
                .param("gateway", gateway.value()));
    }

    /** The guest's line is lost or closed: they may come back until then. */
    boolean parted(ShareId id, ViewerId viewer, Instant until) {
        return moved(jdbc.sql("update session_share set state = 'AGREED', viewer = null, wait_until = :until" + MOVED
                        + "where id = :id and state = 'JOINED' and viewer = :viewer")
                .param("until", utc(until))
                .param("id", id.value())
                .param("viewer", viewer.value()));
    }

    /** @param from the states that it may be in */
    boolean over(ShareId id, ShareEnd why, List<ShareState> from, Instant now) {
        return moved(jdbc.sql("""
                        update session_share
                           set state = 'OVER', over_why = :why, over_at = :now, viewer = null, link_hash = null,
                               ticket_hash = null
                        """ + MOVED + "where id = :id and state = any (:from)")
                .param("why", why.name())
                .param("now", utc(now))
                .param("id", id.value())
                .param("from", from.stream().map(ShareState::name).toArray(String[]::new)));
    }

    /** A sharing that has to end now, and why. */
    record Due(ShareId id, ShareEnd why) {}

    List<Due> due(Instant now, Instant awaySince) {
        return jdbc.sql("""
                        select h.id,
                               case when s.state in ('ENDED', 'DISCONNECTED') then 'SESSION_OVER'
                                    when h.ends_at <= :now then 'TIME_UP'
                                    when h.state = 'ASKED' then 'NOT_ANSWERED'
                                    when h.joined_at is not null then 'ENDED_BY_GUEST'
                                    else 'NOT_JOINED' end as why
                          from session_share h join session s on s.id = h.session_id
                         where h.state <> 'OVER'
                           and (s.state = 'ENDED'
                                or s.state = 'DISCONNECTED' and s.disconnected_at <= :away
                                or h.ends_at <= :now
                                or h.state <> 'JOINED' and h.wait_until <= :now)
                        """)
                .param("now", utc(now))
                .param("away", utc(awaySince))
                .query((row, number) ->
                        new Due(new ShareId(row.getObject("id", UUID.class)), ShareEnd.valueOf(row.getString("why"))))
                .list();
    }

    private static boolean moved(JdbcClient.StatementSpec statement) {
        return statement.update() == 1;
    }

    static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private static Share share(ResultSet row, int number) throws SQLException {
        UUID guest = row.getObject("guest_id", UUID.class);
        return new Share(
                new ShareId(row.getObject("id", UUID.class)),
                new SessionId(row.getObject("session_id", UUID.class)),
                row.getString("reference"),
                row.getString("thing"),
                party(row, "owner"),
                guest == null ? Optional.empty() : Optional.of(party(row, "guest")),
                ShareKind.valueOf(row.getString("kind")),
                ShareState.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("over_why")).map(ShareEnd::valueOf),
                row.getString("reason"),
                row.getBoolean("control"),
                row.getInt("minutes"),
                row.getObject("asked_at", OffsetDateTime.class).toInstant(),
                row.getObject("wait_until", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("ends_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }

    private static Share.Party party(ResultSet row, String side) throws SQLException {
        return new Share.Party(
                new PersonId(row.getObject(side + "_id", UUID.class)),
                row.getString(side + "_account"),
                row.getString(side + "_name"));
    }
}
