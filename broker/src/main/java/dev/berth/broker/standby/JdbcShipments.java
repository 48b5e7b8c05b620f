package dev.berth.broker.standby;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.PointId;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionSettings;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What this region sends to peers, and which of its nodes is at it. Leases end by the database's clock. */
@Component
class JdbcShipments {

    private static final int LEASE_SECONDS = 60;

    private final JdbcClient jdbc;
    private final String self;
    private final UUID node = UUID.randomUUID();

    JdbcShipments(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.self = region.name();
    }

    /**
     * A desktop of this region for which one stands by.
     *
     * @param every how old a point may get while the desktop changes
     * @param runs whether it changes by itself
     * @param usedAt when somebody last worked on it; null if nobody ever did
     * @param inUse whether somebody does now
     * @param wholeNeeded whether the peer has nothing that an increment could stand on
     */
    record Load(
            DesktopId desktop,
            Duration every,
            boolean runs,
            boolean still,
            @Nullable Instant usedAt,
            boolean inUse,
            boolean wholeNeeded) {

        /** Whether somebody worked on it since, or does. */
        boolean changedSince(@Nullable Instant point) {
            return inUse || usedAt != null && (point == null || usedAt.isAfter(point));
        }
    }

    Optional<Load> load(DesktopId desktop) {
        return jdbc.sql("""
                        select d.id, coalesce(w.every_seconds, 300) as every_seconds,
                               d.state in ('AVAILABLE', 'UNHEALTHY') and d.power = 'RUNNING' as runs,
                               d.state = 'STOPPED' as still,
                               u.used_at, coalesce(u.in_use, false) as in_use,
                               coalesce(s.whole_needed, false) as whole_needed
                          from desktop d
                          left join standby_wish w on w.home_region = :self and w.desktop_id = d.id
                          left join point_shipment s on s.desktop_id = d.id
                          left join lateral (
                               select max(coalesce(n.ended_at, n.opened_at)) as used_at,
                                      bool_or(n.state <> 'ENDED') as in_use
                                 from session n where n.desktop_id = d.id) u on true
                         where d.id = :desktop and d.state <> 'TERMINATED' and d.first_ready_at is not null
                        """)
                .param("self", self)
                .param("desktop", desktop.value())
                .query((row, number) -> new Load(
                        new DesktopId(row.getObject("id", UUID.class)),
                        Duration.ofSeconds(row.getInt("every_seconds")),
                        row.getBoolean("runs"),
                        row.getBoolean("still"),
                        JdbcStandbys.at(row, "used_at"),
                        row.getBoolean("in_use"),
                        row.getBoolean("whole_needed")))
                .optional();
    }

    /** Takes the desktop's shipping for this node, unless another is at it or it is to wait. */
    boolean claim(DesktopId desktop, RegionName peer, Instant now) {
        return jdbc.sql("""
                        insert into point_shipment as s (desktop_id, peer, claim, claimed_until)
                        values (:desktop, :peer, :node, now() + make_interval(secs => :lease))
                        on conflict (desktop_id) do update
                           set peer = excluded.peer, claim = excluded.claim, claimed_until = excluded.claimed_until
                         where (s.claim is null or s.claimed_until < now())
                           and (s.retry_at is null or s.retry_at <= :now)
                        """)
                        .param("desktop", desktop.value())
                        .param("peer", peer.value())
                        .param("node", node)
                        .param("lease", LEASE_SECONDS)
                        .param("now", JdbcStandbys.utc(now))
                        .update()
                == 1;
    }

    /** @return whether it is this node's still */
    boolean progress(DesktopId desktop, PointId point, long offset, long more) {
        return jdbc.sql("""
                        update point_shipment
                           set point_id = :point, sent_bytes = :offset, shipped_bytes = shipped_bytes + :more,
                               claimed_until = now() + make_interval(secs => :lease)
                         where desktop_id = :desktop and claim = :node
                        """)
                        .param("desktop", desktop.value())
                        .param("point", point.value())
                        .param("offset", offset)
                        .param("more", more)
                        .param("node", node)
                        .param("lease", LEASE_SECONDS)
                        .update()
                == 1;
    }

    void wholeNeeded(DesktopId desktop, boolean needed) {
        jdbc.sql("update point_shipment set whole_needed = :needed where desktop_id = :desktop")
                .param("desktop", desktop.value())
                .param("needed", needed)
                .update();
    }

    /**
     * @param note why it does not go on; null when nothing is wrong
     * @param stuck whether the same would be sent again
     */
    void release(DesktopId desktop, @Nullable Instant retry, @Nullable String note, boolean stuck) {
        jdbc.sql("""
                        update point_shipment
                           set claim = null, claimed_until = null, retry_at = :retry, note = :note,
                               stuck = case when :stuck then stuck + 1 when :note is null then 0 else stuck end
                         where desktop_id = :desktop and claim = :node
                        """)
                .param("desktop", desktop.value())
                .param("retry", retry == null ? null : JdbcStandbys.utc(retry))
                .param("note", note, Types.VARCHAR)
                .param("stuck", stuck)
                .param("node", node)
                .update();
    }

    /** How many times in a row the peer took nothing of it that would be another when it is sent again. */
    int stuck(DesktopId desktop) {
        return jdbc.sql("select stuck from point_shipment where desktop_id = :desktop")
                .param("desktop", desktop.value())
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    /** Sentences for admins, by desktop. */
    Optional<String> note(DesktopId desktop) {
        return jdbc
                .sql("select note from point_shipment where desktop_id = :desktop and note is not null")
                .param("desktop", desktop.value())
                .query(String.class)
                .list()
                .stream()
                .findFirst();
    }

    long shippedBytes() {
        return jdbc.sql("select coalesce(sum(shipped_bytes), 0) from point_shipment")
                .query(Long.class)
                .single();
    }
}
