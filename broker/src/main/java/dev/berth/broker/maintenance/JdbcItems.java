package dev.berth.broker.maintenance;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Desktops in runs, each worked on by the node that holds its claim. What a node does without its claim does not count. */
@Component
class JdbcItems {

    private static final String ITEM = """
            select i.run_id, r.name as run_name, i.desktop_id, i.phase, i.was_off, i.outcome, i.reason, i.phase_since,
                   r.closes_at, r.state = 'CANCELLED' as cancelled,
                   exists (select from session s where s.desktop_id = i.desktop_id and s.state <> 'ENDED') as attended,
                   u.stage as updating
              from maintenance_item i
              join maintenance_run r on r.id = i.run_id
              left join maintenance_update u on u.run_id = i.run_id and u.desktop_id = i.desktop_id
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcItems(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    /** Which desktop in which run. */
    record Key(RunId run, DesktopId desktop) {}

    /**
     * Takes what is due and what a lapsed claim left in the middle, and of what has not begun as much as may be under way
     * at once. To be called in a transaction: two nodes that claim at the same time do it one after the other.
     */
    List<Key> claim(UUID claim, Instant now, Duration lease, int atOnce) {
        jdbc.sql("select pg_advisory_xact_lock(hashtext('maintenance:' || :region))")
                .param("region", region.name())
                .query((row, number) -> number)
                .list();
        return jdbc.sql("""
                        with free as (
                            select i.run_id, i.desktop_id, i.phase, i.look_at, i.phase_since,
                                   r.closes_at <= :now or r.state = 'CANCELLED' as closed
                              from maintenance_item i
                              join maintenance_run r on r.id = i.run_id
                             where i.ended_at is null and not i.announced and r.home_region = :region
                               and (r.opened_at <= :now or r.state = 'CANCELLED')
                               and (i.claim is null or i.claimed_until < :now)
                               and (i.look_at is null or i.look_at <= :now)),
                        busy as (
                            select count(*) as number
                              from maintenance_item i
                             where i.ended_at is null and (i.phase <> 'QUEUED' or i.claimed_until >= :now)),
                        chosen as (
                            (select run_id, desktop_id from free where phase <> 'QUEUED' or closed limit 200)
                            union all
                            (select run_id, desktop_id from free
                              where phase = 'QUEUED' and not closed
                              order by phase_since, desktop_id
                              limit greatest(0, :atOnce - (select number from busy))))
                        update maintenance_item i
                           set claim = :claim, claimed_until = :until
                          from chosen c
                         where i.run_id = c.run_id and i.desktop_id = c.desktop_id and i.ended_at is null
                           and (i.claim is null or i.claimed_until < :now)
                        returning i.run_id, i.desktop_id
                        """)
                .param("now", utc(now))
                .param("region", region.name())
                .param("atOnce", atOnce)
                .param("claim", claim)
                .param("until", utc(now.plus(lease)))
                .query((row, number) -> new Key(
                        new RunId(row.getObject("run_id", UUID.class)),
                        new DesktopId(row.getObject("desktop_id", UUID.class))))
                .list();
    }

    Item read(Key key) {
        return jdbc.sql(ITEM + " where i.run_id = :run and i.desktop_id = :desktop")
                .param("run", key.run().value())
                .param("desktop", key.desktop().value())
                .query(JdbcItems::item)
                .single();
    }

    /** Moves on, and keeps the claim for another lease. False when the claim was lost. */
    boolean move(Item item, Phase next, boolean wasOff, @Nullable Phase outcome, @Nullable String why, Claim claim) {
        return jdbc.sql("""
                        update maintenance_item
                           set phase_since = case when phase = :next then phase_since else :now end, phase = :next,
                               was_off = :wasOff, outcome = :outcome, reason = :why, claimed_until = :until,
                               begun_at = coalesce(begun_at, :now), look_at = null
                         where run_id = :run and desktop_id = :desktop and claim = :claim and ended_at is null
                           and claimed_until >= :now
                        """)
                        .param("run", item.run().value())
                        .param("desktop", item.desktop().value())
                        .param("next", next.name())
                        .param("wasOff", wasOff)
                        .param("outcome", outcome == null ? null : outcome.name())
                        .param("why", why)
                        .param("claim", claim.node())
                        .param("now", utc(claim.now()))
                        .param("until", utc(claim.until()))
                        .update()
                == 1;
    }

    /** It is over. */
    boolean end(Item item, Phase outcome, String why, Claim claim) {
        return jdbc.sql("""
                        update maintenance_item
                           set phase = :outcome, outcome = :outcome, reason = nullif(:why, ''), phase_since = :now,
                               ended_at = :now, claim = null, claimed_until = null, look_at = null
                         where run_id = :run and desktop_id = :desktop and claim = :claim and ended_at is null
                           and claimed_until >= :now
                        """)
                        .param("run", item.run().value())
                        .param("desktop", item.desktop().value())
                        .param("outcome", outcome.name())
                        .param("why", why)
                        .param("claim", claim.node())
                        .param("now", utc(claim.now()))
                        .update()
                == 1;
    }

    /** Gives the claim back until then. */
    void release(Item item, String why, Instant again, UUID claim) {
        jdbc.sql("""
                        update maintenance_item
                           set claim = null, claimed_until = null, look_at = :again, reason = nullif(:why, '')
                         where run_id = :run and desktop_id = :desktop and claim = :claim and ended_at is null
                        """)
                .param("run", item.run().value())
                .param("desktop", item.desktop().value())
                .param("why", why)
                .param("again", utc(again))
                .param("claim", claim)
                .update();
    }

    /** What a node signs its writes with. */
    record Claim(UUID node, Instant now, Duration lease) {

        Instant until() {
            return now.plus(lease);
        }
    }

    private static Item item(ResultSet row, int number) throws SQLException {
        String outcome = row.getString("outcome");
        String updating = row.getString("updating");
        return new Item(
                new RunId(row.getObject("run_id", UUID.class)),
                row.getString("run_name"),
                new DesktopId(row.getObject("desktop_id", UUID.class)),
                Phase.valueOf(row.getString("phase")),
                row.getBoolean("was_off"),
                outcome == null ? null : Phase.valueOf(outcome),
                row.getString("reason"),
                row.getObject("phase_since", OffsetDateTime.class).toInstant(),
                row.getObject("closes_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("cancelled"),
                row.getBoolean("attended"),
                updating == null ? null : UpdateStage.valueOf(updating));
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
