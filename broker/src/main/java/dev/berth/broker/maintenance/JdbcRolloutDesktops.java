package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The desktops of roll-outs. */
@Component
class JdbcRolloutDesktops {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcRolloutDesktops(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    /** In an order that has nothing to do with their age or host, so that the canaries are of all kinds. */
    void add(RolloutId id, Collection<DesktopId> desktops, int canaries, Instant now) {
        jdbc.sql("""
                        insert into rollout_desktop (rollout_id, desktop_id, place, canary, state, changed_at)
                        select :id, d.id, d.place, d.place <= :canaries, 'WAITING', :now
                          from (select e::uuid as id, row_number() over (order by md5(e || :id::text)) as place
                                  from jsonb_array_elements_text(:desktops::jsonb) e) d
                        """)
                .param("id", id.value())
                .param(
                        "desktops",
                        JSON.writeValueAsString(
                                desktops.stream().map(DesktopId::toString).toList()))
                .param("canaries", canaries)
                .param("now", utc(now))
                .update();
    }

    /** Every desktop of its people, or those of the bundle. */
    List<DesktopId> desktops(@Nullable BundleId bundle) {
        return jdbc.sql("""
                        select id from desktop
                         where home_region = :region and fleet_id is null and state not in ('TERMINATING', 'TERMINATED')
                           and (:bundle::uuid is null or bundle_id = :bundle::uuid)
                        """)
                .param("region", region.name())
                .param("bundle", bundle == null ? null : bundle.value())
                .query((row, number) -> new DesktopId(row.getObject("id", UUID.class)))
                .list();
    }

    /** Whose turn has not come is left alone. */
    void cancelWaiting(RolloutId id, Instant now) {
        jdbc.sql("""
                        update rollout_desktop set state = 'CANCELLED', changed_at = :now
                         where rollout_id = :id and state = 'WAITING'
                        """).param("id", id.value()).param("now", utc(now)).update();
    }

    /** The runs in which its desktops are under way. */
    List<RunId> runs(RolloutId id) {
        return jdbc.sql("""
                        select distinct run_id from rollout_desktop
                         where rollout_id = :id and state = 'UNDER_WAY' and run_id is not null
                        """)
                .param("id", id.value())
                .query((row, number) -> new RunId(row.getObject("run_id", UUID.class)))
                .list();
    }

    /** Takes over what came of turns. One that was in use has another later, so many times at the most. */
    int settle(RolloutId id, int mostTurns, Instant now) {
        return jdbc.sql("""
                        update rollout_desktop m
                           set state = case
                                   when i.phase in ('DONE', 'FAILED', 'CANCELLED') then i.phase
                                   when o.state = 'CANCELLED' then 'CANCELLED'
                                   when m.turns < :most then 'WAITING'
                                   else 'SKIPPED' end,
                               reason = i.reason, changed_at = :now
                          from maintenance_item i, rollout o
                         where m.rollout_id = :id and m.state = 'UNDER_WAY' and o.id = m.rollout_id
                           and i.run_id = m.run_id and i.desktop_id = m.desktop_id and i.ended_at is not null
                        """)
                .param("id", id.value())
                .param("most", mostTurns)
                .param("now", utc(now))
                .update();
    }

    void begin(RolloutId id, RunId run, Collection<DesktopId> desktops, Instant now) {
        jdbc.sql("update maintenance_run set rollout_id = :id where id = :run")
                .param("id", id.value())
                .param("run", run.value())
                .update();
        jdbc.sql("""
                        update rollout_desktop
                           set state = 'UNDER_WAY', turns = turns + 1, run_id = :run, reason = null, changed_at = :now
                         where rollout_id = :id and state = 'WAITING'
                           and desktop_id = any (array(select jsonb_array_elements_text(:desktops::jsonb)::uuid))
                        """)
                .param("id", id.value())
                .param("run", run.value())
                .param(
                        "desktops",
                        JSON.writeValueAsString(
                                desktops.stream().map(DesktopId::toString).toList()))
                .param("now", utc(now))
                .update();
    }

    List<RolloutMember> members(RolloutId id, Instant now) {
        return jdbc.sql("""
                        select m.desktop_id, d.host_id, m.canary, m.state, m.turns,
                               coalesce(m.put_off_until > :now, false)
                               or exists (select from maintenance_item i
                                           where i.desktop_id = m.desktop_id and i.ended_at is null
                                             and not i.announced) as busy
                          from rollout_desktop m
                          join desktop d on d.id = m.desktop_id
                         where m.rollout_id = :id
                         order by m.place
                        """)
                .param("id", id.value())
                .param("now", utc(now))
                .query((row, number) -> new RolloutMember(
                        new DesktopId(row.getObject("desktop_id", UUID.class)),
                        row.getObject("host_id", UUID.class),
                        row.getBoolean("canary"),
                        RolloutMember.State.valueOf(row.getString("state")),
                        row.getInt("turns"),
                        row.getBoolean("busy")))
                .list();
    }

    /** What is under way first, then what failed, then the canaries. */
    List<RolloutLine> lines(RolloutId id, int limit, int offset) {
        return jdbc.sql("""
                        select m.desktop_id, p.display_name, d.hostname, h.name as host, m.canary, m.state, m.turns, m.run_id,
                               coalesce(i.reason, m.reason) as reason, m.changed_at
                          from rollout_desktop m
                          join desktop d on d.id = m.desktop_id
                          join person p on p.id = d.person_id
                          left join hypervisor_host h on h.id = d.host_id
                          left join maintenance_item i on i.run_id = m.run_id and i.desktop_id = m.desktop_id
                                                      and m.state = 'UNDER_WAY'
                         where m.rollout_id = :id
                         order by array_position(array['UNDER_WAY', 'FAILED', 'SKIPPED', 'WAITING', 'CANCELLED', 'DONE'],
                                                 m.state), not m.canary, m.place
                         limit :limit offset :offset
                        """)
                .param("id", id.value())
                .param("limit", limit)
                .param("offset", offset)
                .query(JdbcRolloutDesktops::line)
                .list();
    }

    private static RolloutLine line(ResultSet row, int number) throws SQLException {
        return new RolloutLine(
                new DesktopId(row.getObject("desktop_id", UUID.class)),
                row.getString("display_name"),
                row.getString("hostname"),
                Optional.ofNullable(row.getString("host")),
                row.getBoolean("canary"),
                RolloutMember.State.valueOf(row.getString("state")),
                row.getInt("turns"),
                Optional.ofNullable(row.getObject("run_id", UUID.class)).map(RunId::new),
                Optional.ofNullable(row.getString("reason")),
                row.getObject("changed_at", OffsetDateTime.class).toInstant());
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
