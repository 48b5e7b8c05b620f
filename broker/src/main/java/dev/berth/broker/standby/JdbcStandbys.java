package dev.berth.broker.standby;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.PointId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who wishes for a standby desktop, and which stand by: rows that regions tell each other. */
@Component
class JdbcStandbys {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcStandbys.class);

    private final JdbcClient jdbc;
    private final String self;

    JdbcStandbys(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.self = region.name();
    }

    /** What a peer wishes for. */
    record Wish(RegionName region, DesktopId desktop, PersonId person, String account, String bundle) {}

    /** Tells peers for which desktops they are to keep one: those of a policy, and those that stand by themselves. */
    void tellWishes() {
        jdbc.sql("""
                        with wished as (
                            select d.id, d.person_id, p.account_name, b.name as bundle_name,
                                   coalesce(min(o.every_seconds), 300) as every_seconds
                              from desktop d
                              join person p on p.id = d.person_id
                              join bundle b on b.id = d.bundle_id
                              left join standby_policy o
                                on (o.bundle_id is null or o.bundle_id = d.bundle_id)
                               and (o.group_sid is null
                                    or exists (select from jsonb_array_elements(p.memberships) m
                                                where m -> 'id' ->> 'sid' = o.group_sid))
                             where d.state not in ('TERMINATING', 'TERMINATED') and d.fleet_id is null
                               and (o.id is not null
                                    or exists (select from standby s
                                                where s.home_region = :self and s.desktop_id = d.id))
                             group by d.id, d.person_id, p.account_name, b.name),
                        gone as (
                            delete from standby_wish w
                             where w.home_region = :self and w.desktop_id not in (select id from wished))
                        insert into standby_wish (home_region, desktop_id, person_id, account_name, bundle_name,
                                                  every_seconds)
                        select :self, id, person_id, account_name, bundle_name, every_seconds from wished
                        on conflict (home_region, desktop_id) do update
                           set person_id = excluded.person_id, account_name = excluded.account_name,
                               bundle_name = excluded.bundle_name, every_seconds = excluded.every_seconds
                         where standby_wish is distinct from excluded
                        """).param("self", self).update();
    }

    /** Of this peer; what cannot be read counts for nothing. */
    List<Wish> wishesOf(RegionName peer, int most) {
        return jdbc.sql("""
                        select home_region, desktop_id, person_id, left(account_name, 256) as account_name,
                               left(bundle_name, 256) as bundle_name
                          from standby_wish where home_region = :peer order by desktop_id limit :most
                        """)
                .param("peer", peer.value())
                .param("most", most)
                .query((row, number) -> new Wish(
                        new RegionName(row.getString("home_region")),
                        new DesktopId(row.getObject("desktop_id", UUID.class)),
                        new PersonId(row.getObject("person_id", UUID.class)),
                        row.getString("account_name"),
                        row.getString("bundle_name")))
                .list();
    }

    /** The one that makes desktops of that name; names count without regard to case. */
    Optional<BundleId> bundle(String name) {
        return jdbc.sql("""
                        select b.id from bundle b
                         where lower(b.name) = lower(:name) and b.enabled
                           and not exists (select from fleet f where f.bundle_id = b.id)
                         order by b.name = :name desc, b.id limit 1
                        """)
                .param("name", name)
                .query((row, number) -> new BundleId(row.getObject("id", UUID.class)))
                .optional();
    }

    boolean entitled(PersonId person, BundleId bundle) {
        return jdbc.sql("select exists (select from entitled_through(:person, :bundle, null))")
                .param("person", person.objectGuid())
                .param("bundle", bundle.value())
                .query(Boolean.class)
                .single();
    }

    boolean knows(PersonId person) {
        return jdbc.sql("select exists (select from person where id = :person)")
                .param("person", person.objectGuid())
                .query(Boolean.class)
                .single();
    }

    /** Whether the desktop stands by for another one of a peer's already: it does for one alone. */
    boolean isTaken(DesktopId desktop, RegionName peer, DesktopId by) {
        return jdbc.sql("""
                        select exists (select from standby
                                        where home_region = :self and desktop_id = :desktop
                                          and not (peer = :peer and peer_desktop_id = :by))
                        """)
                .param("self", self)
                .param("desktop", desktop.value())
                .param("peer", peer.value())
                .param("by", by.value())
                .query(Boolean.class)
                .single();
    }

    int kept() {
        return jdbc.sql("select count(*) from standby where home_region = :self and desktop_id is not null")
                .param("self", self)
                .query(Integer.class)
                .single();
    }

    void tell(Wish wish, @Nullable DesktopId desktop, StandbyState state, @Nullable String note) {
        jdbc.sql("""
                        insert into standby (home_region, peer, peer_desktop_id, person_id, desktop_id, state, note)
                        values (:self, :peer, :theirs, :person, :desktop, :state, :note)
                        on conflict (home_region, peer, peer_desktop_id) do update
                           set person_id = excluded.person_id, state = excluded.state, note = excluded.note,
                               desktop_id = excluded.desktop_id,
                               point_id = case when standby.desktop_id = excluded.desktop_id then standby.point_id end
                         where (standby.person_id, standby.desktop_id, standby.state, standby.note)
                               is distinct from (excluded.person_id, excluded.desktop_id, excluded.state, excluded.note)
                        """)
                .param("self", self)
                .param("peer", wish.region().value())
                .param("theirs", wish.desktop().value())
                .param("person", wish.person().objectGuid())
                .param("desktop", desktop == null ? null : desktop.value())
                .param("state", state.name())
                .param("note", note)
                .update();
    }

    /** The desktop stays; it stands by for nothing that the peer has any more. */
    void forget(RegionName peer) {
        jdbc.sql("""
                        delete from standby s
                         where s.home_region = :self and s.peer = :peer
                           and not exists (select from standby_wish w
                                            where w.home_region = s.peer and w.desktop_id = s.peer_desktop_id)
                        """).param("self", self).param("peer", peer.value()).update();
    }

    /** This region's own, for a peer's desktop. */
    Optional<Standby> here(RegionName peer, DesktopId peerDesktop) {
        return read("home_region = :self and peer = :region and peer_desktop_id = :desktop", peer, peerDesktop)
                .findFirst();
    }

    /** What peers keep for a desktop of this region. */
    Optional<Standby> thereFor(DesktopId desktop) {
        return jdbc.sql("""
                        select * from standby
                         where home_region <> :self and peer = :self and peer_desktop_id = :desktop
                         order by state = 'READY' desc, home_region limit 1
                        """)
                .param("self", self)
                .param("desktop", desktop.value())
                .query((row, number) -> legible(row))
                .optional()
                .flatMap(found -> found);
    }

    /** All that peers keep for desktops of this region, as far as it wished for them. */
    List<Standby> there() {
        return jdbc.sql("""
                        select s.* from standby s
                          join standby_wish w on w.home_region = :self and w.desktop_id = s.peer_desktop_id
                                             and w.person_id = s.person_id
                         where s.home_region <> :self and s.peer = :self order by s.peer_desktop_id
                        """).param("self", self).query((row, number) -> legible(row)).list().stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** All that this region keeps for peers. */
    List<Standby> here() {
        return jdbc
                .sql("select * from standby where home_region = :self order by peer, peer_desktop_id")
                .param("self", self)
                .query((row, number) -> legible(row))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** The point stands whole in this region. */
    void stands(
            RegionName peer,
            DesktopId peerDesktop,
            PointId point,
            Instant takenAt,
            Instant since,
            long bytes,
            long epoch) {
        jdbc.sql("""
                        update standby
                           set point_id = :point, point_taken_at = :taken, point_since = :since, point_bytes = :bytes,
                               point_epoch = :epoch
                         where home_region = :self and peer = :peer and peer_desktop_id = :theirs
                        """)
                .param("self", self)
                .param("peer", peer.value())
                .param("theirs", peerDesktop.value())
                .param("point", point.value())
                .param("taken", utc(takenAt))
                .param("since", utc(since))
                .param("bytes", bytes)
                .param("epoch", epoch)
                .update();
    }

    private java.util.stream.Stream<Standby> read(String where, RegionName region, DesktopId desktop) {
        return jdbc
                .sql("select * from standby where " + where)
                .param("self", self)
                .param("region", region.value())
                .param("desktop", desktop.value())
                .query((row, number) -> legible(row))
                .list()
                .stream()
                .flatMap(Optional::stream);
    }

    private static Optional<Standby> legible(ResultSet row) throws SQLException {
        try {
            UUID desktop = row.getObject("desktop_id", UUID.class);
            UUID point = row.getObject("point_id", UUID.class);
            return Optional.of(new Standby(
                    new RegionName(row.getString("home_region")),
                    new RegionName(row.getString("peer")),
                    new DesktopId(row.getObject("peer_desktop_id", UUID.class)),
                    new PersonId(row.getObject("person_id", UUID.class)),
                    desktop == null ? null : new DesktopId(desktop),
                    StandbyState.valueOf(row.getString("state")),
                    row.getString("note"),
                    point == null ? null : new PointId(point),
                    at(row, "point_taken_at"),
                    at(row, "point_since"),
                    row.getLong("point_bytes")));
        } catch (IllegalArgumentException e) {
            LOG.debug("A standby row of a peer cannot be read, and is left out.", e);
            return Optional.empty();
        }
    }

    static @Nullable Instant at(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
