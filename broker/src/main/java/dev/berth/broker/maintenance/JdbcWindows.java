package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.GroupId;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Windows, changed by compare and set of their revision, and which desktops they cover. */
@Component
class JdbcWindows {

    private static final String WINDOW = """
            select id, kind, name, zone, rhythm, weekdays, dates, nth, spread_days, start_minute, length_minutes,
                   bundles, groups, tags, desktops, enabled, planned_until, revision
              from maintenance_window
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcWindows(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    /** The defaults first, then by name. */
    List<MaintenanceWindow> list() {
        return jdbc.sql(WINDOW + " where home_region = :region"
                        + " order by array_position(array['ALWAYS_ON', 'AUTO_STOP', 'OWN'], kind), lower(name)")
                .param("region", region.name())
                .query(JdbcWindows::window)
                .list();
    }

    Optional<MaintenanceWindow> find(WindowId id) {
        return jdbc.sql(WINDOW + " where id = :id")
                .param("id", id.value())
                .query(JdbcWindows::window)
                .optional();
    }

    /** Keeps others from planning it until the transaction ends; empty when somebody does already, or it is off. */
    Optional<MaintenanceWindow> lock(WindowId id) {
        return jdbc.sql(WINDOW + " where id = :id and enabled for update skip locked")
                .param("id", id.value())
                .query(JdbcWindows::window)
                .optional();
    }

    /** False when there is one of its name already, or one for the same default. */
    boolean insert(MaintenanceWindow window, Instant now) {
        return jdbc.sql("""
                        insert into maintenance_window (id, home_region, kind, name, zone, rhythm, weekdays, dates, nth,
                                                        spread_days, start_minute, length_minutes, bundles, groups,
                                                        tags, desktops, enabled, planned_until, created_at)
                        values (:id, :region, :kind, :name, :zone, :rhythm, :weekdays::text[], :dates::date[], :nth,
                                :spread, :start, :length, :bundles::uuid[], :groups::jsonb,
                                :tags::jsonb, :desktops::uuid[], :enabled, :plannedUntil, :now)
                            on conflict do nothing
                        """)
                        .params(columns(window.spec()))
                        .param("id", window.id().value())
                        .param("region", region.name())
                        .param("kind", window.kind().name())
                        .param("enabled", window.enabled())
                        .param("plannedUntil", utc(window.plannedUntil()))
                        .param("now", utc(now))
                        .update()
                == 1;
    }

    /** False when the revision is no longer the current one. */
    boolean update(MaintenanceWindow after) {
        return jdbc.sql("""
                        update maintenance_window
                           set name = :name, zone = :zone, rhythm = :rhythm, weekdays = :weekdays::text[],
                               dates = :dates::date[], nth = :nth, spread_days = :spread, start_minute = :start,
                               length_minutes = :length, bundles = :bundles::uuid[], groups = :groups::jsonb,
                               tags = :tags::jsonb, desktops = :desktops::uuid[], enabled = :enabled, planned_until = greatest(planned_until, :plannedUntil),
                               revision = revision + 1
                         where id = :id and revision = :revision
                        """)
                        .params(columns(after.spec()))
                        .param("id", after.id().value())
                        .param("revision", after.revision())
                        .param("enabled", after.enabled())
                        .param("plannedUntil", utc(after.plannedUntil()))
                        .update()
                == 1;
    }

    boolean delete(WindowId id, long revision) {
        return jdbc.sql("delete from maintenance_window where id = :id and revision = :revision and kind = 'OWN'")
                        .param("id", id.value())
                        .param("revision", revision)
                        .update()
                == 1;
    }

    void planned(WindowId id, Instant until) {
        jdbc.sql("update maintenance_window set planned_until = :until where id = :id")
                .param("id", id.value())
                .param("until", utc(until))
                .update();
    }

    /** Every desktop that is not removed, or the one, with the enabled windows of admins that cover it. */
    List<Census> census(@Nullable DesktopId only) {
        return jdbc.sql("""
                        select d.id, d.running_mode,
                               coalesce(d.zone, b.zone, (select u.zone from maintenance_window u
                                                  where u.kind = 'ALWAYS_ON' and u.home_region = :region), 'UTC') as zone,
                               array(select w.id
                                       from maintenance_window w
                                      where w.kind = 'OWN' and w.enabled and w.home_region = :region
                                        and (%s)) as own
                          from desktop d
                          join person p on p.id = d.person_id
                          join bundle b on b.id = d.bundle_id
                         where d.home_region = :region and d.fleet_id is null
                           and d.state not in ('TERMINATING', 'TERMINATED')
                           and (:only::uuid is null or d.id = :only)
                        """.formatted(ScopeColumns.covers("w")))
                .param("region", region.name())
                .param("only", only == null ? null : only.value())
                .query((row, number) -> new Census(
                        new DesktopId(row.getObject("id", UUID.class)),
                        RunningMode.valueOf(row.getString("running_mode")),
                        ZoneId.of(row.getString("zone")),
                        ArrayColumns.read(row, "own", UUID.class)
                                .map(WindowId::new)
                                .collect(Collectors.toUnmodifiableSet())))
                .list();
    }

    /** The groups that people were last seen in, by name. */
    List<Scope.Group> groups(int limit) {
        return jdbc.sql("""
                        select distinct on (lower(m ->> 'name'), m -> 'id' ->> 'sid')
                               m -> 'id' ->> 'sid' as sid, m ->> 'name' as name
                          from person p
                         cross join lateral jsonb_array_elements(p.memberships) m
                         order by lower(m ->> 'name'), m -> 'id' ->> 'sid'
                         limit :limit
                        """)
                .param("limit", limit)
                .query((row, number) -> new Scope.Group(new GroupId(row.getString("sid")), row.getString("name")))
                .list();
    }

    private static Map<String, @Nullable Object> columns(WindowSpec spec) {
        Map<String, @Nullable Object> columns = TimingColumns.of(spec.timing());
        columns.put("name", spec.name());
        columns.putAll(ScopeColumns.of(spec.scope()));
        return columns;
    }

    private static MaintenanceWindow window(ResultSet row, int number) throws SQLException {
        Scope scope = ScopeColumns.read(row);
        return new MaintenanceWindow(
                new WindowId(row.getObject("id", UUID.class)),
                MaintenanceWindow.Kind.valueOf(row.getString("kind")),
                new WindowSpec(row.getString("name"), TimingColumns.read(row), scope),
                row.getBoolean("enabled"),
                row.getObject("planned_until", OffsetDateTime.class).toInstant(),
                row.getLong("revision"));
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
