package dev.berth.broker.maintenance;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Runs, and which desktops are in them. A run is over when each of its desktops is; it is never deleted. */
@Component
class JdbcRuns {

    private static final TypeReference<Map<Phase, Integer>> COUNTS = new TypeReference<>() {};
    private static final String RUN = """
            select r.id, r.window_id, r.planned_day, r.name, r.asked_by, r.state, r.reason, r.planned_at, r.opened_at,
                   r.closes_at, r.ended_at,
                   (select coalesce(jsonb_object_agg(c.phase, c.number), '{}')
                      from (select phase, count(*) as number from maintenance_item
                             where run_id = r.id group by phase) c) as counts
              from maintenance_run r
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcRuns(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    Optional<Run> find(RunId id) {
        return jdbc.sql(RUN + " where r.id = :id")
                .param("id", id.value())
                .query(JdbcRuns::run)
                .optional();
    }

    /** The latest first. */
    List<Run> latest(int limit, int offset) {
        return jdbc.sql(RUN
                        + " where r.home_region = :region order by r.opened_at desc, r.id limit :limit offset :offset")
                .param("region", region.name())
                .param("limit", limit)
                .param("offset", offset)
                .query(JdbcRuns::run)
                .list();
    }

    /** One by hand. */
    boolean insert(Run run) {
        return insert(run, "");
    }

    /**
     * False when the window had a run for that day already.
     *
     * @param zone of a window that opens by the clocks of its desktops; else nothing
     */
    boolean insert(Run run, String zone) {
        return jdbc.sql("""
                        insert into maintenance_run (id, home_region, window_id, planned_day, name, asked_by, state,
                                                     reason, planned_at, opened_at, closes_at, ended_at, zone)
                        values (:id, :region, :window, :day, :name, :askedBy, :state,
                                :reason, :plannedAt, :openedAt, :closesAt, :endedAt, :zone)
                            on conflict do nothing
                        """)
                        .param("id", run.id().value())
                        .param("region", region.name())
                        .param("window", run.window().map(WindowId::value).orElse(null))
                        .param("day", run.plannedDay().orElse(null))
                        .param("zone", zone)
                        .param("name", run.name())
                        .param("askedBy", run.askedBy())
                        .param("state", run.state().name())
                        .param("reason", run.reason().orElse(null))
                        .param("plannedAt", utc(run.plannedAt()))
                        .param("openedAt", utc(run.openedAt()))
                        .param("closesAt", utc(run.closesAt()))
                        .param("endedAt", run.endedAt().map(JdbcRuns::utc).orElse(null))
                        .update()
                == 1;
    }

    /** One that its person put off is skipped. A desktop that another run has at the moment is not in two: it is skipped in this one. */
    void add(RunId run, Collection<DesktopId> desktops, Instant now) {
        String ids = ArrayColumns.literal(desktops.stream());
        jdbc.sql("""
                        insert into maintenance_item (run_id, desktop_id, phase, reason, phase_since, ended_at)
                        select r.id, f.desktop_id, 'SKIPPED', 'Its person put it off.', :now, :now
                          from maintenance_run r
                          join maintenance_deferral f on f.window_id = r.window_id and f.planned_day = r.planned_day
                                                     and f.desktop_id = any (:ids::uuid[])
                         where r.id = :run
                            on conflict do nothing
                        """)
                .param("run", run.value())
                .param("ids", ids)
                .param("now", utc(now))
                .update();
        jdbc.sql("""
                        insert into maintenance_item (run_id, desktop_id, phase, phase_since)
                        select :run, id, 'QUEUED', :now from unnest(:ids::uuid[]) as id
                            on conflict do nothing
                        """)
                .param("run", run.value())
                .param("ids", ids)
                .param("now", utc(now))
                .update();
        jdbc.sql("""
                        insert into maintenance_item (run_id, desktop_id, phase, reason, phase_since, ended_at)
                        select :run, id, 'SKIPPED', 'Another run has it at the moment.', :now, :now
                          from unnest(:ids::uuid[]) as id
                            on conflict do nothing
                        """)
                .param("run", run.value())
                .param("ids", ids)
                .param("now", utc(now))
                .update();
    }

    /** Its desktops are free for windows and other runs until it opens. */
    void announce(RunId run, Collection<DesktopId> desktops, Instant now) {
        jdbc.sql("""
                        insert into maintenance_item (run_id, desktop_id, phase, phase_since, announced, look_at)
                        select :run, id, 'QUEUED', :now, true, 'infinity' from unnest(:ids::uuid[]) as id
                        """)
                .param("run", run.value())
                .param("ids", ArrayColumns.literal(desktops.stream()))
                .param("now", utc(now))
                .update();
    }

    /** Of runs that were announced and open now, the desktops become theirs. To be called in a transaction. */
    void openAnnounced(Instant now) {
        List<RunId> open = jdbc.sql("""
                        select r.id from maintenance_run r
                         where r.ended_at is null and r.home_region = :region and r.state = 'RUNNING'
                           and r.opened_at <= :now
                           and exists (select from maintenance_item i where i.run_id = r.id and i.announced)
                         order by r.opened_at, r.id
                           for update skip locked
                        """)
                .param("region", region.name())
                .param("now", utc(now))
                .query((row, number) -> new RunId(row.getObject("id", UUID.class)))
                .list();
        for (RunId run : open) {
            add(
                    run,
                    jdbc.sql("delete from maintenance_item where run_id = :run and announced returning desktop_id")
                            .param("run", run.value())
                            .query((row, number) -> new DesktopId(row.getObject("desktop_id", UUID.class)))
                            .list(),
                    now);
        }
    }

    /** True when it was running, and is not any more; what it has begun is put back. */
    boolean cancel(RunId id, String why, Instant now) {
        boolean cancelled = jdbc.sql(
                                "update maintenance_run set state = 'CANCELLED', reason = :why where id = :id and state = 'RUNNING'")
                        .param("id", id.value())
                        .param("why", why)
                        .update()
                == 1;
        jdbc.sql("""
                        update maintenance_item
                           set phase = 'CANCELLED', outcome = 'CANCELLED', reason = 'The run was cancelled.',
                               announced = false, phase_since = :now, ended_at = :now, look_at = null
                         where run_id = :id and announced and :cancelled
                        """)
                .param("id", id.value())
                .param("now", utc(now))
                .param("cancelled", cancelled)
                .update();
        return cancelled;
    }

    /** All of its desktops are looked at at once. */
    void wake(RunId id) {
        jdbc.sql("update maintenance_item set look_at = null where run_id = :id and ended_at is null")
                .param("id", id.value())
                .update();
    }

    /** Runs of whose desktops none is left to do become over. */
    List<RunId> finish(Instant now) {
        return jdbc.sql("""
                        update maintenance_run
                           set state = case state when 'RUNNING' then 'DONE' else state end, ended_at = :now
                         where id in (select r.id
                                        from maintenance_run r
                                       where r.ended_at is null
                                         and not exists (select from maintenance_item i
                                                          where i.run_id = r.id and i.ended_at is null)
                                         for update skip locked)
                           and ended_at is null
                        returning id
                        """)
                .param("now", utc(now))
                .query((row, number) -> new RunId(row.getObject("id", UUID.class)))
                .list();
    }

    /** What is under way first, then what failed. */
    List<RunLine> lines(RunId run, int limit, int offset) {
        return jdbc.sql("""
                        select i.desktop_id, p.display_name, d.hostname, i.phase, i.was_off, i.reason, i.phase_since,
                               i.begun_at, i.ended_at
                          from maintenance_item i
                          join desktop d on d.id = i.desktop_id
                          join person p on p.id = d.person_id
                         where i.run_id = :run
                         order by array_position(array['WORKING', 'WAKING', 'LEAVING', 'FAILED', 'QUEUED', 'SKIPPED',
                                                       'CANCELLED', 'DONE'], i.phase),
                                  lower(p.display_name), i.desktop_id
                         limit :limit offset :offset
                        """)
                .param("run", run.value())
                .param("limit", limit)
                .param("offset", offset)
                .query((row, number) -> new RunLine(
                        new DesktopId(row.getObject("desktop_id", UUID.class)),
                        row.getString("display_name"),
                        row.getString("hostname"),
                        Phase.valueOf(row.getString("phase")),
                        row.getBoolean("was_off"),
                        Optional.ofNullable(row.getString("reason")),
                        instant(row, "phase_since").orElseThrow(),
                        instant(row, "begun_at"),
                        instant(row, "ended_at")))
                .list();
    }

    private static Run run(ResultSet row, int number) throws SQLException {
        Map<Phase, Integer> counts = new EnumMap<>(Phase.class);
        counts.putAll(JsonMapper.shared().readValue(row.getString("counts"), COUNTS));
        return new Run(
                new RunId(row.getObject("id", UUID.class)),
                row.getString("name"),
                Optional.ofNullable(row.getObject("window_id", UUID.class)).map(WindowId::new),
                Optional.ofNullable(row.getObject("planned_day", LocalDate.class)),
                row.getString("asked_by"),
                Run.State.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("reason")),
                instant(row, "planned_at").orElseThrow(),
                instant(row, "opened_at").orElseThrow(),
                instant(row, "closes_at").orElseThrow(),
                instant(row, "ended_at"),
                counts);
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
