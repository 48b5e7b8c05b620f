package dev.berth.broker.desktop;

import dev.berth.broker.catalog.Compute;
import dev.berth.broker.contract.SchemaContract;
import dev.berth.broker.desktop.HomePlanner.Place;
import dev.berth.broker.host.HostId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Which node sees to which home, and where homes are. Leases end by the database's clock. */
@Component
class JdbcHomeKeeping {

    /** Names the lock under which it is counted how many homes of a host are seen to. */
    private static final int COUNTING = 0x486f6d65;

    private final JdbcClient jdbc;
    private final NodeClaim claim;
    private final TransactionTemplate transaction;

    JdbcHomeKeeping(JdbcClient jdbc, NodeClaim claim, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.claim = claim;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Homes that are not as they are to be, as far as a machine that has them lets that be changed, and what was left in the
     * middle, by a node that is gone or by this one when the database was; the longest waiting first.
     */
    List<UUID> due(Instant now, int limit) {
        return jdbc.sql("""
                        select h.id
                          from person_home h
                          join fleet f on f.id = h.fleet_id
                          left join bundle_copies c on c.bundle_id = f.bundle_id
                          left join hypervisor_host own on own.id = h.host_id
                         where (h.claim is null or h.claim = :claim or h.claimed_until < now())
                           and (h.claim is not null or h.retry_at is null or h.retry_at <= :now)
                           and (h.claim is not null or h.note is not null
                                or exists (select from home_volume v
                                            where v.home_id = h.id
                                              and (h.given_up_at is not null or v.state <> 'WHOLE'))
                                or h.deleted_at is null
                                   and not exists (select from desktop d where d.home_id = h.id and d.holds_room)
                                   and (own.state <> 'ACTIVE'
                                        or exists (select from desktop d
                                                    where d.home_id = h.id and d.host_id is null
                                                      and d.state not in ('TERMINATING', 'TERMINATED'))
                                        or exists (select from home_volume v
                                                     join hypervisor_host other on other.id = v.host_id
                                                    where v.home_id = h.id
                                                      and (v.writings < h.writings or other.state <> 'ACTIVE'))
                                        or h.given_up_at is null and h.host_id is not null
                                           and coalesce(c.policy, 'OTHER_HOST') = 'OTHER_HOST'
                                           and (select count(*) from hypervisor_host where state = 'ACTIVE') > 1
                                           and exists (select from desktop d
                                                        where d.home_id = h.id and d.first_ready_at is not null)
                                           and not exists (select from home_volume v
                                                            where v.home_id = h.id and v.state = 'WHOLE'
                                                              and v.writings = h.writings)))
                         order by h.retry_at nulls first, h.id
                         limit :limit
                        """)
                .param("now", JdbcDesktops.utc(now))
                .param("claim", claim.value())
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }

    /** False when another node has it, or as many of its host's are seen to as may be. */
    boolean take(UUID home, Duration lease, int most) {
        return Objects.requireNonNull(transaction.execute(status -> {
            jdbc.sql("select pg_advisory_xact_lock(:counting)")
                    .param("counting", COUNTING)
                    .query((row, number) -> number)
                    .list();
            return jdbc.sql("""
                            update person_home h
                               set claim = :claim, claimed_until = now() + make_interval(secs => :lease)
                             where h.id = :home and (h.claim is null or h.claim = :claim or h.claimed_until < now())
                               and (select count(*) from person_home o
                                     where o.host_id = h.host_id and o.id <> h.id and o.claimed_until > now()) < :most
                               and :contract >= (select least_node from schema_contract)
                            """)
                            .param("home", home)
                            .param("claim", claim.value())
                            .param("lease", lease.toMillis() / 1000.0)
                            .param("most", most)
                            .param("contract", SchemaContract.KEPT)
                            .update()
                    == 1;
        }));
    }

    void renew(Duration lease) {
        jdbc.sql("""
                        update person_home set claimed_until = now() + make_interval(secs => :lease)
                         where id in (select id from person_home where claim = :claim for no key update skip locked)
                           and :contract >= (select least_node from schema_contract)
                        """)
                .param("claim", claim.value())
                .param("lease", lease.toMillis() / 1000.0)
                .param("contract", SchemaContract.KEPT)
                .update();
    }

    /** @param note what is wrong with where it is; null when nothing is */
    void release(UUID home, @Nullable Instant retry, @Nullable String note) {
        jdbc.sql("""
                        update person_home set claim = null, claimed_until = null, retry_at = :retry, note = :note
                         where id = :home and claim = :claim
                        """)
                .param("home", home)
                .param("claim", claim.value())
                .param("retry", JdbcDesktops.utc(retry))
                .param("note", note)
                .update();
    }

    /** As it is while this node has it; empty when it has it no more. */
    Optional<Place> place(UUID home) {
        return jdbc.sql("""
                        select h.id, coalesce(h.volume_id, h.id) as volume, h.host_id, h.given_up_at is null as present,
                               h.deleted_at is not null as gone, h.writings,
                               coalesce(c.policy, 'OTHER_HOST') = 'OTHER_HOST' as copied, use.used, use.busy,
                               waiting.vcpus, waiting.memory_mib
                          from person_home h
                          join fleet f on f.id = h.fleet_id
                          left join bundle_copies c on c.bundle_id = f.bundle_id
                         cross join lateral (
                               select coalesce(bool_or(d.first_ready_at is not null), false) as used,
                                      coalesce(bool_or(d.holds_room), false) as busy
                                 from desktop d where d.home_id = h.id) use
                          left join lateral (
                               select d.vcpus, d.memory_mib from desktop d
                                where d.home_id = h.id and d.host_id is null
                                  and d.state not in ('TERMINATING', 'TERMINATED')
                                limit 1) waiting on true
                         where h.id = :home and h.claim = :claim and h.claimed_until > now()
                        """)
                .param("home", home)
                .param("claim", claim.value())
                .query(JdbcHomeKeeping::place)
                .optional();
    }

    private static Place place(ResultSet row, int number) throws SQLException {
        UUID host = row.getObject("host_id", UUID.class);
        Integer vcpus = row.getObject("vcpus", Integer.class);
        return new Place(
                row.getObject("id", UUID.class),
                row.getObject("volume", UUID.class),
                host == null ? null : new HostId(host),
                row.getBoolean("present"),
                row.getBoolean("gone"),
                row.getBoolean("used"),
                row.getBoolean("busy"),
                row.getBoolean("copied"),
                row.getLong("writings"),
                vcpus == null ? null : new Compute(vcpus, row.getInt("memory_mib")));
    }
}
