package dev.berth.broker.region;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What this region tells its peers of itself, and how far that and theirs gets. */
@Component
public class RegionNews {

    private final JdbcClient jdbc;
    private final Clock clock;
    private final RegionName self;
    private final PortalSettings portal;
    private final PeerSettings settings;

    public RegionNews(
            JdbcClient jdbc, Clock clock, RegionSettings region, PortalSettings portal, PeerSettings settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.self = new RegionName(region.name());
        this.portal = portal;
        this.settings = settings;
    }

    /**
     * Says to the database which region it is, once.
     *
     * @throws IllegalStateException if it is another one's
     */
    public void introduce() {
        jdbc.sql("insert into this_region (name) values (:self) on conflict do nothing")
                .param("self", self.value())
                .update();
        String named =
                jdbc.sql("select name from this_region").query(String.class).single();
        if (!named.equals(self.value())) {
            throw new IllegalStateException("berth.region.name is '" + self + "' and the database is region '" + named
                    + "'; a region's name never changes. Set berth.region.name to '" + named + "' again.");
        }
    }

    /** A sign of life, with what peers need to know to send people here. */
    public void beat() {
        URI address = portal.publicUrl();
        jdbc.sql("""
                        insert into region (home_region, portal, live_sessions, free_memory_mib, beat_at)
                        values (:self, :portal,
                                (select count(*) from session where state <> 'ENDED'),
                                (select greatest(0, coalesce(sum(h.memory_mib - h.reserved_memory_mib
                                            - (select coalesce(sum(d.memory_mib), 0) from desktop d
                                                where d.host_id = h.id and d.holds_room)), 0))
                                   from hypervisor_host h
                                  where h.state = 'ACTIVE' and h.reachable and h.memory_mib is not null),
                                :now)
                        on conflict (home_region) do update
                           set portal = excluded.portal, live_sessions = excluded.live_sessions,
                               free_memory_mib = excluded.free_memory_mib, beat_at = excluded.beat_at
                        """)
                .param("self", self.value())
                .param("portal", address == null ? null : address.toString())
                .param("now", JdbcRegions.stamp(clock.instant()))
                .update();
    }

    /** Says how far the peers' rows got. */
    public void hear() {
        jdbc.sql("""
                        insert into region_hearing (home_region, peer, beat_at, heard_at)
                        select :self, r.home_region, r.beat_at, :now from region r where r.home_region <> :self
                        on conflict (home_region, peer) do update
                           set beat_at = excluded.beat_at, heard_at = excluded.heard_at
                         where region_hearing.beat_at <> excluded.beat_at
                        """)
                .param("self", self.value())
                .param("now", JdbcRegions.stamp(clock.instant()))
                .update();
        jdbc.sql("""
                        delete from region_hearing
                         where home_region = :self and peer not in (select home_region from region)
                        """).param("self", self.value()).update();
    }

    /** Tells what people have here; rows that did not change are not written, and so not sent. */
    public void tellResidents() {
        jdbc.sql("""
                        insert into resident (home_region, desktop_id, person_id, account_name, display_name,
                                              bundle_name, hostname, state, memory_mib, in_use)
                        select :self, d.id, p.id, p.account_name, p.display_name, b.name, d.hostname, d.state,
                               d.memory_mib,
                               exists (select from session s where s.desktop_id = d.id and s.state <> 'ENDED')
                          from desktop d
                          join person p on p.id = d.person_id
                          join bundle b on b.id = d.bundle_id
                         where d.state <> 'TERMINATED'
                        on conflict (home_region, desktop_id) do update
                           set person_id = excluded.person_id, account_name = excluded.account_name,
                               display_name = excluded.display_name, bundle_name = excluded.bundle_name,
                               hostname = excluded.hostname, state = excluded.state,
                               memory_mib = excluded.memory_mib, in_use = excluded.in_use
                         where resident is distinct from excluded
                        """).param("self", self.value()).update();
        jdbc.sql("""
                        delete from resident r
                         where r.home_region = :self
                           and not exists (select from desktop d
                                            where d.id = r.desktop_id and d.state <> 'TERMINATED'
                                              and d.person_id is not null)
                        """).param("self", self.value()).update();
    }

    /** How rows flow between this region and the peer. */
    public LinkHealth link(RegionName peer) {
        return jdbc.sql("""
                        select exists (select from pg_subscription s join pg_database d on d.oid = s.subdbid
                                        where s.subname = :subscription and d.datname = current_database()) as subscribed,
                               exists (select from pg_stat_subscription
                                        where subname = :subscription and relid is null
                                          and received_lsn is not null
                                          and last_msg_receipt_time > now() - interval '2 minutes') as receiving,
                               (select heard_at from region_hearing
                                 where home_region = :self and peer = :peer) as heard_at,
                               (select sum(apply_error_count + sync_error_count) from pg_stat_subscription_stats
                                 where subname = :subscription) as errors,
                               exists (select from pg_replication_slots
                                        where slot_name ~ :slots and database = current_database() and active) as sending,
                               (select min(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn))
                                  from pg_replication_slots
                                 where slot_name ~ :slots and database = current_database()) as bytes_behind,
                               (select bool_and(wal_status = 'lost') from pg_replication_slots
                                 where slot_name ~ :slots and database = current_database()) as lost,
                               (select beat_at from region_hearing
                                 where home_region = :peer and peer = :self) as confirmed_at
                        """)
                .param("subscription", Replication.subscription(peer))
                .param("slots", Replication.slotPattern(peer))
                .param("self", self.value())
                .param("peer", peer.value())
                .query((row, number) -> health(row, peer))
                .single();
    }

    /** Whether the peer's rows of that table are copied here: it runs a version that knows of it, and lets it be read. */
    public boolean copies(RegionName peer, String table) {
        return jdbc.sql("""
                        select exists (select from pg_subscription_rel r
                                         join pg_subscription s on s.oid = r.srsubid
                                         join pg_database d on d.oid = s.subdbid
                                         join pg_class c on c.oid = r.srrelid
                                        where s.subname = :subscription and d.datname = current_database()
                                          and c.relname = :table and r.srsubstate = 'r')
                        """)
                .param("subscription", Replication.subscription(peer))
                .param("table", table)
                .query(Boolean.class)
                .single();
    }

    private LinkHealth health(ResultSet row, RegionName peer) throws SQLException {
        Instant heard = at(row, "heard_at");
        long behind = row.getLong("bytes_behind");
        boolean slot = !row.wasNull();
        return new LinkHealth(
                peer,
                new LinkHealth.Incoming(
                        row.getBoolean("subscribed"),
                        row.getBoolean("receiving"),
                        heard,
                        age(heard),
                        row.getLong("errors")),
                new LinkHealth.Outgoing(
                        row.getBoolean("sending"),
                        slot ? behind : null,
                        row.getBoolean("lost"),
                        age(at(row, "confirmed_at"))),
                settings.lateAfter());
    }

    private @Nullable Duration age(@Nullable Instant since) {
        if (since == null) {
            return null;
        }
        Duration age = Duration.between(since, clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }

    private static @Nullable Instant at(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
