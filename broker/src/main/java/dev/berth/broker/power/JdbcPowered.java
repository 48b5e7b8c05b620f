package dev.berth.broker.power;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.maintenance.ArrayColumns;
import dev.berth.broker.maintenance.ScopeColumns;
import dev.berth.broker.power.PowerPlan.Standing;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which desktops power schedules are for and how they stand, and what came of schedules. */
@Component
class JdbcPowered {

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcPowered(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    /**
     * Desktops that an enabled schedule is for, and those that are still kept on by one.
     *
     * @param only the one that is of interest; null for all
     */
    List<Powered> census(@Nullable DesktopId only, Instant now) {
        return jdbc.sql("""
                        with covered as (
                            select d.id, array(select w.id
                                                 from power_schedule w
                                                where w.enabled and w.home_region = :region and (%s)) as covering
                              from desktop d
                              join person p on p.id = d.person_id
                             where d.home_region = :region and d.fleet_id is null
                               and d.state not in ('TERMINATING', 'TERMINATED')
                               and (:only::uuid is null or d.id = :only))
                        select d.id, d.bundle_id, d.running_mode, d.state, d.state_since, d.started_at, d.last_used_at,
                               d.held_until, c.covering,
                               exists(select from session s
                                       where s.desktop_id = d.id and s.state in ('OPENING', 'READY', 'CONNECTED')) as in_use,
                               (select coalesce(u.ended_at, :now)
                                  from usage_interval u
                                 where u.desktop_id = d.id and u.kind = 'RUN'
                                 order by u.began_at desc
                                 limit 1) as ran
                          from covered c
                          join desktop d on d.id = c.id
                         where cardinality(c.covering) > 0 or d.held_until > :now
                        """.formatted(ScopeColumns.covers("w")))
                .param("region", region.name())
                .param("only", only == null ? null : only.value())
                .param("now", utc(now))
                .query(JdbcPowered::powered)
                .list();
    }

    /** By the names of their guests; those that there are. */
    Map<String, DesktopId> named(Collection<String> hostnames) {
        return jdbc
                .sql("""
                        select id, lower(hostname) as hostname
                          from desktop
                         where home_region = :region and fleet_id is null and state <> 'TERMINATED'
                           and lower(hostname) = any (:names)
                        """)
                .param("region", region.name())
                .param(
                        "names",
                        hostnames.stream()
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .toArray(String[]::new))
                .query((row, number) ->
                        Map.entry(row.getString("hostname"), new DesktopId(row.getObject("id", UUID.class))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one));
    }

    /** By their names. */
    Map<DesktopId, String> hostnames(Collection<DesktopId> desktops) {
        return jdbc
                .sql("select id, hostname from desktop where id = any (:ids::uuid[]) order by hostname")
                .param("ids", ArrayColumns.literal(desktops.stream()))
                .query((row, number) ->
                        Map.entry(new DesktopId(row.getObject("id", UUID.class)), row.getString("hostname")))
                .list()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new));
    }

    /** False when somebody noted its begin before. */
    boolean begun(Standing standing) {
        Turn turn = standing.turn();
        return jdbc.sql("""
                        insert into power_turn (schedule_id, day, lead_from, begins_at, ends_at, covered)
                        values (:schedule, :day, :leadFrom, :begins, :ends, :covered)
                            on conflict do nothing
                        """)
                        .param("schedule", turn.schedule().id().value())
                        .param("day", turn.occurrence().day())
                        .param("leadFrom", utc(turn.leadFrom()))
                        .param("begins", utc(turn.occurrence().from()))
                        .param("ends", utc(turn.occurrence().until()))
                        .param("covered", standing.covered())
                        .update()
                == 1;
    }

    /** How many were up when the hours began, told by the first that looks after that. */
    void ready(Standing standing) {
        jdbc.sql("""
                        update power_turn
                           set ready = :ready, covered = :covered
                         where schedule_id = :schedule and day = :day and ready is null
                        """)
                .param("schedule", standing.turn().schedule().id().value())
                .param("day", standing.turn().occurrence().day())
                .param("ready", standing.up())
                .param("covered", standing.covered())
                .update();
    }

    void stopped(Turn turn, int more) {
        jdbc.sql("update power_turn set stopped = stopped + :more where schedule_id = :schedule and day = :day")
                .param("schedule", turn.schedule().id().value())
                .param("day", turn.occurrence().day())
                .param("more", more)
                .update();
    }

    /** The latest first. */
    List<PastTurn> turns(PowerScheduleId schedule, int limit) {
        return jdbc.sql("""
                        select day, lead_from, begins_at, ends_at, covered, ready, stopped
                          from power_turn
                         where schedule_id = :schedule
                         order by begins_at desc
                         limit :limit
                        """)
                .param("schedule", schedule.value())
                .param("limit", limit)
                .query((row, number) -> new PastTurn(
                        row.getObject("day", LocalDate.class),
                        instant(row, "lead_from"),
                        instant(row, "begins_at"),
                        instant(row, "ends_at"),
                        row.getInt("covered"),
                        row.getObject("ready", Integer.class),
                        row.getInt("stopped")))
                .list();
    }

    private static Powered powered(ResultSet row, int number) throws SQLException {
        return new Powered(
                new DesktopId(row.getObject("id", UUID.class)),
                new BundleId(row.getObject("bundle_id", UUID.class)),
                RunningMode.valueOf(row.getString("running_mode")),
                DesktopState.valueOf(row.getString("state")),
                instant(row, "state_since"),
                instantOrNull(row, "started_at"),
                instantOrNull(row, "last_used_at"),
                instantOrNull(row, "ran"),
                row.getBoolean("in_use"),
                instantOrNull(row, "held_until"),
                ArrayColumns.read(row, "covering", UUID.class)
                        .map(PowerScheduleId::new)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
