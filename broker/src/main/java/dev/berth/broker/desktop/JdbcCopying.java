package dev.berth.broker.desktop;

import dev.berth.broker.contract.SchemaContract;
import dev.berth.broker.host.HostId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Which node copies snapshots of which desktop. Leases end by the database's clock, and so many are at a host at once. */
@Component
class JdbcCopying {

    /** Names the lock under which it is counted who is at a host. */
    private static final int COUNTING = 0x436f7079;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Grip grip;

    JdbcCopying(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.grip = new Grip(jdbc, transactions);
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Desktops whose newest snapshot is on one host only, or which have copies that are not as they are to be. */
    List<DesktopId> due(Instant now, int limit) {
        return jdbc.sql("""
                        with policy as (
                            select b.id, coalesce(c.policy, 'OTHER_HOST') = 'OTHER_HOST' as wanted
                              from bundle b left join bundle_copies c on c.bundle_id = b.id)
                        select d.id
                          from desktop d
                          join policy p on p.id = d.bundle_id
                          left join desktop_copying w on w.desktop_id = d.id
                         where (w.claim is null or w.claimed_until < now())
                           and (w.retry_at is null or w.retry_at <= :now)
                           and (w.claim is not null or w.note is not null
                                or exists (select 1 from desktop_copy c
                                             join hypervisor_host h on h.id = c.host_id
                                            where c.desktop_id = d.id
                                              and (c.state <> 'WHOLE' or c.host_id = d.host_id or h.state <> 'ACTIVE'
                                                   or not p.wanted or d.state = 'TERMINATED' and d.kept_until is null))
                                or p.wanted and (d.state <> 'TERMINATED' or d.kept_until is not null)
                                   and (select count(*) from hypervisor_host where state = 'ACTIVE') > 1
                                   and exists (
                                       select 1
                                         from (select n.id from desktop_snapshot n
                                                where n.desktop_id = d.id and n.host_id = d.host_id and n.state = 'READY'
                                                  and n.kind in ('SCHEDULED', 'ON_DEMAND', 'BEFORE_UPDATE')
                                                order by n.taken_at desc limit 1) newest
                                        where not exists (
                                              select 1 from desktop_copy c join hypervisor_host h on h.id = c.host_id
                                               where c.desktop_id = d.id and c.snapshot_id = newest.id
                                                 and c.state = 'WHOLE' and c.host_id <> d.host_id
                                                 and h.state = 'ACTIVE')))
                         order by w.retry_at nulls first, d.id
                         limit :limit
                        """)
                .param("now", JdbcDesktops.utc(now))
                .param("limit", limit)
                .query((row, number) -> new DesktopId(row.getObject("id", UUID.class)))
                .list();
    }

    boolean wanted(Desktop desktop) {
        return jdbc.sql("select not exists(select 1 from bundle_copies where bundle_id = :bundle and policy = 'OFF')")
                .param("bundle", desktop.bundle().value())
                .query(Boolean.class)
                .single();
    }

    boolean claim(DesktopId desktop, UUID claim, Duration lease) {
        return jdbc.sql("""
                        insert into desktop_copying as w (desktop_id, claim, claimed_until)
                        select :desktop, :claim, now() + make_interval(secs => :lease)
                         where :contract >= (select least_node from schema_contract)
                            on conflict (desktop_id) do update
                           set claim = excluded.claim, claimed_until = excluded.claimed_until,
                               from_host_id = null, to_host_id = null
                         where (w.claim is null or w.claimed_until < now())
                        """ + "and " + Grip.FREE)
                        .param("desktop", desktop.value())
                        .param("grip", Grip.ofCopying(desktop))
                        .param("claim", claim)
                        .param("lease", seconds(lease))
                        .param("contract", SchemaContract.KEPT)
                        .update()
                == 1;
    }

    /** False when as many are at one of the two hosts as may be. */
    boolean occupy(DesktopId desktop, UUID claim, HostId from, HostId to, int most) {
        return Objects.requireNonNull(transaction.execute(status -> {
            jdbc.sql("select pg_advisory_xact_lock(:counting)")
                    .param("counting", COUNTING)
                    .query((row, number) -> number)
                    .list();
            return jdbc.sql("""
                            update desktop_copying w
                               set from_host_id = :from, to_host_id = :to
                             where w.desktop_id = :desktop and w.claim = :claim
                               and (select coalesce(max(at_it.number), 0)
                                      from unnest(array[:from, :to]::uuid[]) as host (id)
                                     cross join lateral (
                                           select count(*) as number from desktop_copying o
                                            where o.desktop_id <> :desktop and o.claimed_until > now()
                                              and (o.from_host_id = host.id or o.to_host_id = host.id)) at_it) < :most
                            """)
                            .param("desktop", desktop.value())
                            .param("claim", claim)
                            .param("from", from.value())
                            .param("to", to.value())
                            .param("most", most)
                            .update()
                    == 1;
        }));
    }

    void renew(UUID claim, Duration lease) {
        jdbc.sql("""
                        update desktop_copying set claimed_until = now() + make_interval(secs => :lease)
                         where claim = :claim and :contract >= (select least_node from schema_contract)
                        """)
                .param("claim", claim)
                .param("lease", seconds(lease))
                .param("contract", SchemaContract.KEPT)
                .update();
    }

    boolean holds(DesktopId desktop, UUID claim) {
        return jdbc.sql("""
                        select exists(select 1 from desktop_copying
                                       where desktop_id = :desktop and claim = :claim and claimed_until > now())
                        """)
                .param("desktop", desktop.value())
                .param("claim", claim)
                .query(Boolean.class)
                .single();
    }

    /** Does it while no other node can take the desktop; false when this one does not have it any more. */
    boolean holding(DesktopId desktop, UUID claim, Runnable work) {
        return grip.holding(Grip.ofCopying(desktop), () -> holds(desktop, claim), work);
    }

    /** @param note why there is no copy, or not the newest; null when nothing is wrong */
    void release(DesktopId desktop, UUID claim, @Nullable Instant retry, @Nullable String note) {
        jdbc.sql("""
                        update desktop_copying
                           set claim = null, claimed_until = null, from_host_id = null, to_host_id = null,
                               retry_at = :retry, note = :note
                         where desktop_id = :desktop and claim = :claim
                        """)
                .param("desktop", desktop.value())
                .param("claim", claim)
                .param("retry", JdbcDesktops.utc(retry))
                .param("note", note)
                .update();
    }

    private static double seconds(Duration lease) {
        return lease.toMillis() / 1000.0;
    }
}
