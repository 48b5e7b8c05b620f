package dev.berth.broker.power;

import dev.berth.broker.maintenance.DayColumns;
import dev.berth.broker.maintenance.Rhythm;
import dev.berth.broker.maintenance.ScopeColumns;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Power schedules as rows, changed by compare and set of their revision. */
@Component
class JdbcPowerSchedules {

    private static final String SCHEDULE = """
            select id, name, zone, weekdays, dates, start_minute, end_minute, lead_minutes, at_once, grace_minutes,
                   bundles, groups, tags, desktops, enabled, revision
              from power_schedule
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcPowerSchedules(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    /** By name. */
    List<PowerSchedule> list() {
        return jdbc.sql(SCHEDULE + " where home_region = :region order by lower(name)")
                .param("region", region.name())
                .query(JdbcPowerSchedules::schedule)
                .list();
    }

    Optional<PowerSchedule> find(PowerScheduleId id) {
        return jdbc.sql(SCHEDULE + " where id = :id")
                .param("id", id.value())
                .query(JdbcPowerSchedules::schedule)
                .optional();
    }

    void insert(PowerSchedule schedule, Instant now) {
        jdbc.sql("""
                        insert into power_schedule (id, home_region, name, zone, weekdays, dates, start_minute, end_minute,
                                                    lead_minutes, at_once, grace_minutes, bundles, groups, tags, desktops,
                                                    enabled, created_at)
                        values (:id, :region, :name, :zone, :weekdays::text[], :dates::date[], :start, :end,
                                :lead::integer, :atOnce, :grace, :bundles::uuid[], :groups::jsonb, :tags::jsonb,
                                :desktops::uuid[], :enabled, :now)
                        """)
                .params(columns(schedule))
                .param("region", region.name())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** False when the revision is no longer the current one. */
    boolean update(PowerSchedule after) {
        return jdbc.sql("""
                        update power_schedule
                           set name = :name, zone = :zone, weekdays = :weekdays::text[], dates = :dates::date[],
                               start_minute = :start, end_minute = :end, lead_minutes = :lead::integer,
                               at_once = :atOnce, grace_minutes = :grace, bundles = :bundles::uuid[],
                               groups = :groups::jsonb, tags = :tags::jsonb, desktops = :desktops::uuid[],
                               enabled = :enabled, revision = revision + 1
                         where id = :id and revision = :revision
                        """)
                        .params(columns(after))
                        .param("revision", after.revision())
                        .update()
                == 1;
    }

    boolean delete(PowerScheduleId id, long revision) {
        return jdbc.sql("delete from power_schedule where id = :id and revision = :revision")
                        .param("id", id.value())
                        .param("revision", revision)
                        .update()
                == 1;
    }

    private static Map<String, @Nullable Object> columns(PowerSchedule schedule) {
        PowerSpec spec = schedule.spec();
        Map<String, @Nullable Object> columns = new HashMap<>(ScopeColumns.of(spec.scope()));
        columns.put("id", schedule.id().value());
        columns.put("enabled", schedule.enabled());
        columns.put("name", spec.name());
        columns.put("zone", spec.hours().zone().getId());
        columns.put("start", DayColumns.minute(spec.hours().start()));
        columns.put("end", DayColumns.minute(spec.hours().end()));
        columns.put("lead", spec.warming().leadMinutes());
        columns.put("atOnce", spec.warming().atOnce());
        columns.put("grace", spec.graceMinutes());
        columns.put("weekdays", DayColumns.weekdays(spec.hours().rhythm()));
        columns.put("dates", DayColumns.dates(spec.hours().rhythm()));
        return columns;
    }

    private static PowerSchedule schedule(ResultSet row, int number) throws SQLException {
        var hours = new Hours(
                ZoneId.of(row.getString("zone")),
                rhythm(row),
                DayColumns.time(row, "start_minute"),
                DayColumns.time(row, "end_minute"));
        return new PowerSchedule(
                new PowerScheduleId(row.getObject("id", UUID.class)),
                new PowerSpec(
                        row.getString("name"),
                        hours,
                        new Warming(row.getObject("lead_minutes", Integer.class), row.getInt("at_once")),
                        row.getInt("grace_minutes"),
                        ScopeColumns.read(row)),
                row.getBoolean("enabled"),
                row.getLong("revision"));
    }

    private static Rhythm rhythm(ResultSet row) throws SQLException {
        SortedSet<LocalDate> dates = DayColumns.dates(row);
        return dates.isEmpty() ? new Rhythm.Weekly(DayColumns.weekdays(row)) : new Rhythm.Dates(dates);
    }
}
