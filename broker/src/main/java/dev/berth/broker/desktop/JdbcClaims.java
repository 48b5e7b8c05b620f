package dev.berth.broker.desktop;

import dev.berth.broker.contract.SchemaContract;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

/** This node's claims to desktops, each for one lease: what nobody else works on, and what is to be worked on. */
@Component
class JdbcClaims {

    private final JdbcClient jdbc;
    private final NodeClaim claim;
    private final Grip grip;

    JdbcClaims(JdbcClient jdbc, NodeClaim claim, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.claim = claim;
        this.grip = new Grip(jdbc, transactions);
    }

    /**
     * Takes the desktop for this node unless another has it, without waiting for anybody. Leases end by the database's
     * clock, so that no node whose own is ahead takes a desktop from one that is at it; and a node that does not keep to
     * the schema's contract takes none. A session that is written down and refers to the row is in nobody's way, so the
     * lock is one that such a reference goes along with.
     */
    Optional<Desktop> take(DesktopId id, Duration lease) {
        int taken = jdbc.sql("""
                        update desktop
                           set claim = :claim, claimed_until = now() + make_interval(secs => :lease)
                         where id = (select id from desktop
                                      where id = :id and (state <> 'TERMINATED' or kept_until is not null)
                                        and (claim is null or claim = :claim or claimed_until < now())
                                        for no key update skip locked)
                           and :contract >= (select least_node from schema_contract)
                        """ + "and " + Grip.FREE)
                .param("id", id.value())
                .param("grip", Grip.ofDesktop(id))
                .param("claim", claim.value())
                .param("lease", lease.toMillis() / 1000.0)
                .param("contract", SchemaContract.KEPT)
                .update();
        return taken == 1
                ? jdbc.sql(DesktopRow.SELECT + " where d.id = :id")
                        .param("id", id.value())
                        .query(DesktopRow::read)
                        .optional()
                : Optional.empty();
    }

    /** Whether a claim that was not had is to be had in a moment: nobody holds the desktop, its row is only being changed. */
    boolean isFree(DesktopId id) {
        return jdbc.sql("""
                        select count(*) from desktop
                         where id = :id and (state <> 'TERMINATED' or kept_until is not null)
                           and (claim is null or claimed_until < now())
                           and :contract >= (select least_node from schema_contract)
                        """)
                        .param("id", id.value())
                        .param("contract", SchemaContract.KEPT)
                        .query(Integer.class)
                        .single()
                == 1;
    }

    /** Keeps the claims of this node for another lease. A row that is being changed this moment is left for the next time. */
    void renew(Duration lease) {
        jdbc.sql("""
                        update desktop set claimed_until = now() + make_interval(secs => :lease)
                         where id in (select id from desktop where claim = :claim for no key update skip locked)
                           and :contract >= (select least_node from schema_contract)
                        """)
                .param("claim", claim.value())
                .param("lease", lease.toMillis() / 1000.0)
                .param("contract", SchemaContract.KEPT)
                .update();
    }

    /** Gives the claim back until {@code again}; false when the desktop was changed meanwhile, and is to be looked at. */
    boolean release(DesktopId id, long revision, Instant again) {
        return jdbc.sql("""
                        update desktop
                           set claim = null, claimed_until = null, retry_at = :again
                         where id = :id and revision = :revision and claim = :claim
                        """)
                        .param("id", id.value())
                        .param("revision", revision)
                        .param("claim", claim.value())
                        .param("again", JdbcDesktops.utc(again))
                        .update()
                == 1;
    }

    boolean holds(DesktopId id) {
        return jdbc.sql("select exists(select 1 from desktop where id = :id and claim = :claim)")
                .param("id", id.value())
                .param("claim", claim.value())
                .query(Boolean.class)
                .single();
    }

    /** Does it while no other node can take the desktop; false when another has it by now, and then nothing is done. */
    boolean holding(DesktopId id, Runnable work) {
        return grip.holding(Grip.ofDesktop(id), () -> holds(id), work);
    }

    /** The session that is being opened and waits for the desktop. */
    Optional<UUID> waitsFor(DesktopId id) {
        return jdbc.sql("select id from session where desktop_id = :id and state = 'OPENING' limit 1")
                .param("id", id.value())
                .query(UUID.class)
                .optional();
    }

    /**
     * Desktops that no other node works on and that are due, or were left in the middle, by a node that is gone or by this
     * one when the database was; the longest waiting first.
     *
     * @param atWork those that this node is working on
     */
    List<DesktopId> due(Instant now, Set<DesktopId> atWork) {
        return jdbc.sql("""
                        select id
                          from (select id, retry_at, state_since, claim is not null as claimed
                                  from desktop
                                 where state <> 'TERMINATED'
                                   and (claim is null or claim = :claim or claimed_until < now())
                                   and (claim is not null or retry_at is null or retry_at <= :now
                                        or stop_due_at <= :now and state <> 'STOPPED')
                                union all
                                select id, retry_at, state_since, claim is not null as claimed
                                  from desktop
                                 where state = 'TERMINATED' and kept_until is not null
                                   and (kept_until <= now() or claim is not null
                                        or (retry_at is null or retry_at <= :now)
                                           and (relocation is not null
                                                or host_id in (select id from hypervisor_host
                                                                where state in ('DRAINING', 'LOST'))))
                                   and (claim is null or claim = :claim or claimed_until < now())) due
                         where not (id = any (:atWork::uuid[]) and claimed)
                         order by retry_at nulls first, state_since
                         limit 1000
                        """)
                .param("claim", claim.value())
                .param("now", JdbcDesktops.utc(now))
                .param("atWork", atWork.stream().map(DesktopId::toString).collect(Collectors.joining(",", "{", "}")))
                .query((row, number) -> new DesktopId(row.getObject("id", UUID.class)))
                .list();
    }
}
