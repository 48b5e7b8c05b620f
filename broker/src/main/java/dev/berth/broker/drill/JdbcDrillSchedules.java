package dev.berth.broker.drill;

import static dev.berth.broker.drill.Columns.at;
import static dev.berth.broker.drill.Columns.utc;
import static dev.berth.broker.drill.Columns.when;

import dev.berth.broker.catalog.SubjectColumns;
import dev.berth.broker.maintenance.TimingColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Schedules of drills, changed by compare and set of their revision. */
@Component
class JdbcDrillSchedules {

    private final JdbcClient jdbc;

    JdbcDrillSchedules(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** By name. */
    List<DrillSchedule> list() {
        return jdbc.sql("select * from drill_schedule order by lower(name)")
                .query(JdbcDrillSchedules::schedule)
                .list();
    }

    Optional<DrillSchedule> find(UUID id) {
        return jdbc.sql("select * from drill_schedule where id = :id")
                .param("id", id)
                .query(JdbcDrillSchedules::schedule)
                .optional();
    }

    /** Keeps others from planning it until the transaction ends; empty when somebody does already, or it is off. */
    Optional<DrillSchedule> lock(UUID id) {
        return jdbc.sql("select * from drill_schedule where id = :id and enabled for update skip locked")
                .param("id", id)
                .query(JdbcDrillSchedules::schedule)
                .optional();
    }

    /** @return whether the name was free */
    boolean insert(DrillSchedule schedule) {
        return jdbc.sql("""
                        insert into drill_schedule (id, name, subject_kind, subject, subject_label, zone, rhythm,
                                                    weekdays, dates, nth, spread_days, start_minute, length_minutes,
                                                    notice_minutes, enabled, planned_until, created_at)
                        values (:id, :name, :kind, :key, :label, :zone, :rhythm, :weekdays::text[], :dates::date[],
                                :nth, :spread, :start, :length, :notice, :enabled, :planned, :created)
                        on conflict do nothing
                        """)
                        .params(columns(schedule.terms()))
                        .param("id", schedule.id())
                        .param("enabled", schedule.enabled())
                        .param("planned", utc(schedule.plannedUntil()))
                        .param("created", utc(schedule.createdAt()))
                        .update()
                == 1;
    }

    /** @return whether the revision was still the current one */
    boolean update(DrillSchedule after) {
        return jdbc.sql("""
                        update drill_schedule
                           set name = :name, subject_kind = :kind, subject = :key, subject_label = :label, zone = :zone,
                               rhythm = :rhythm, weekdays = :weekdays::text[], dates = :dates::date[], nth = :nth,
                               spread_days = :spread, start_minute = :start, length_minutes = :length,
                               notice_minutes = :notice, enabled = :enabled,
                               planned_until = greatest(planned_until, :planned), revision = revision + 1
                         where id = :id and revision = :revision
                        """)
                        .params(columns(after.terms()))
                        .param("id", after.id())
                        .param("revision", after.revision())
                        .param("enabled", after.enabled())
                        .param("planned", utc(after.plannedUntil()))
                        .update()
                == 1;
    }

    boolean delete(UUID id, long revision) {
        return jdbc.sql("delete from drill_schedule where id = :id and revision = :revision")
                        .param("id", id)
                        .param("revision", revision)
                        .update()
                == 1;
    }

    void planned(UUID id, Instant until) {
        jdbc.sql("update drill_schedule set planned_until = :until where id = :id")
                .param("id", id)
                .param("until", utc(until))
                .update();
    }

    void missed(UUID id, Instant turn, String why) {
        jdbc.sql("update drill_schedule set planned_until = :turn, missed_at = :turn, missed_why = :why where id = :id")
                .param("id", id)
                .param("turn", utc(turn))
                .param("why", why)
                .update();
    }

    private static Map<String, @Nullable Object> columns(DrillSchedule.Terms terms) {
        Map<String, @Nullable Object> columns = TimingColumns.of(terms.timing());
        columns.put("name", terms.name());
        columns.put("kind", SubjectColumns.kind(terms.canary()));
        columns.put("key", SubjectColumns.key(terms.canary()));
        columns.put("label", terms.canary().label());
        columns.put("notice", terms.noticeMinutes());
        return columns;
    }

    private static DrillSchedule schedule(ResultSet row, int number) throws SQLException {
        return new DrillSchedule(
                row.getObject("id", UUID.class),
                new DrillSchedule.Terms(
                        row.getString("name"),
                        SubjectColumns.read(row),
                        TimingColumns.read(row),
                        row.getInt("notice_minutes")),
                row.getBoolean("enabled"),
                when(row, "planned_until"),
                at(row, "missed_at"),
                row.getString("missed_why"),
                row.getLong("revision"),
                when(row, "created_at"));
    }
}
