package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.GuestSystem;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.SnapshotId;
import dev.berth.broker.update.PackageChange;
import dev.berth.broker.update.UpdateChoice;
import dev.berth.broker.update.UpdateSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** How far the updates of desktops in runs are, and what they changed. Written in the transaction of whoever holds the item. */
@Component
class JdbcUpdates {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String UPDATE = """
            select u.run_id, u.desktop_id, u.guest, u.choice, u.approved, u.stage, u.stage_since, u.wanted, u.snapshot_id,
                   u.boot, u.generation, u.silent_ms, u.reason
              from maintenance_update u
            """;

    private final JdbcClient jdbc;
    private final UpdateSettings settings;

    JdbcUpdates(JdbcClient jdbc, UpdateSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    Optional<Update> find(RunId run, DesktopId desktop) {
        return jdbc.sql(UPDATE + " where u.run_id = :run and u.desktop_id = :desktop")
                .param("run", run.value())
                .param("desktop", desktop.value())
                .query(JdbcUpdates::update)
                .optional();
    }

    /** With what its roll-out, else its window, else its bundle wants at this moment. */
    void begin(RunId run, DesktopId desktop, Instant now) {
        jdbc.sql("""
                        insert into maintenance_update (run_id, desktop_id, guest, choice, approved, stage, stage_since)
                        select r.id, d.id, m.guest, coalesce(o.choice, w.choice, b.choice, :choice),
                               coalesce(o.approved, w.approved, b.approved, '{}'), 'LISTING', :now
                          from maintenance_run r
                          join desktop d on d.id = :desktop
                          join image_version v on v.id = d.image_version_id
                          join image m on m.id = v.image_id
                          left join rollout o on o.id = r.rollout_id and o.choice is not null
                          left join update_policy w on w.kind = 'WINDOW' and w.subject = r.window_id
                          left join update_policy b on b.kind = 'BUNDLE' and b.subject = d.bundle_id
                         where r.id = :run
                            on conflict do nothing
                        """)
                .param("run", run.value())
                .param("desktop", desktop.value())
                .param("choice", settings.choice().name())
                .param("now", utc(now))
                .update();
    }

    /** Goes from what was read to what is next; the claim on the item keeps others from it. */
    void set(Update was, Update is, Instant now) {
        int changed = jdbc.sql("""
                        update maintenance_update
                           set stage = :stage, stage_since = :now,
                               wanted = array(select jsonb_array_elements_text(:wanted::jsonb)),
                               snapshot_id = :snapshot, boot = nullif(:boot, ''), generation = nullif(:generation, 0),
                               reason = nullif(:reason, ''), silent_ms = 0, silent_at = null
                         where run_id = :run and desktop_id = :desktop and stage = :was
                        """)
                .param("run", was.run().value())
                .param("desktop", was.desktop().value())
                .param("was", was.stage().name())
                .param("stage", is.stage().name())
                .param("now", utc(now))
                .param("wanted", JSON.writeValueAsString(is.wanted()))
                .param("snapshot", is.snapshot() == null ? null : is.snapshot().value())
                .param("boot", is.boot())
                .param("generation", is.generation())
                .param("reason", is.reason())
                .update();
        if (changed != 1) {
            throw new IllegalStateException("The update of desktop " + was.desktop() + " in run " + was.run()
                    + " is no longer " + was.stage() + ": two nodes work on it. The next pass looks anew.");
        }
    }

    /**
     * The guest was asked and did not answer.
     *
     * @param asked since when. How long that took counts, up to a lease: one that took longer is a clock that was stepped.
     *     Of the time between being asked before and then a pause counts at the most: longer than that, nobody asked.
     * @return for how long it has been silent by now
     */
    Duration silent(Update update, Instant asked, Instant now, MaintenanceSettings settings) {
        return Duration.ofMillis(jdbc.sql("""
                        update maintenance_update
                           set silent_ms = silent_ms + :asking + case when silent_at is null then 0
                                   else greatest(0, least(extract(epoch from cast(:asked as timestamptz) - silent_at)
                                                          * 1000, :most)) end,
                               silent_at = :now
                         where run_id = :run and desktop_id = :desktop
                        returning silent_ms
                        """)
                .param("run", update.run().value())
                .param("desktop", update.desktop().value())
                .param("asked", utc(asked))
                .param(
                        "asking",
                        Math.clamp(
                                Duration.between(asked, now).toMillis(),
                                0,
                                settings.lease().toMillis()))
                .param("now", utc(now))
                .param("most", settings.pause().toMillis())
                .query(Long.class)
                .single());
    }

    void answered(Update update) {
        jdbc.sql("""
                        update maintenance_update set silent_ms = 0, silent_at = null
                         where run_id = :run and desktop_id = :desktop and silent_at is not null
                        """)
                .param("run", update.run().value())
                .param("desktop", update.desktop().value())
                .update();
    }

    void changed(Update update, List<PackageChange> changes) {
        jdbc.sql("""
                        insert into update_change (run_id, desktop_id, package, from_version, to_version)
                        select :run, :desktop, c ->> 'name', c ->> 'from', c ->> 'to'
                          from jsonb_array_elements(:changes::jsonb) c
                            on conflict do nothing
                        """)
                .param("run", update.run().value())
                .param("desktop", update.desktop().value())
                .param("changes", JSON.writeValueAsString(changes))
                .update();
    }

    private static final String LINE = """
            select u.run_id, r.name as run_name, u.desktop_id, u.choice, u.approved, u.stage, u.stage_since, u.reason,
                   (select coalesce(jsonb_agg(jsonb_build_object('name', c.package, 'from', c.from_version,
                                                                 'to', c.to_version) order by c.package), '[]')
                      from update_change c
                     where c.run_id = u.run_id and c.desktop_id = u.desktop_id) as changes
              from maintenance_update u
              join maintenance_run r on r.id = u.run_id
            """;

    List<UpdateLine> in(RunId run, List<DesktopId> desktops) {
        return jdbc.sql(LINE + """
                         where u.run_id = :run
                           and u.desktop_id = any (array(select jsonb_array_elements_text(:desktops::jsonb)::uuid))
                        """)
                .param("run", run.value())
                .param(
                        "desktops",
                        JSON.writeValueAsString(
                                desktops.stream().map(DesktopId::toString).toList()))
                .query(JdbcUpdates::line)
                .list();
    }

    /** The latest first. */
    List<UpdateLine> of(DesktopId desktop, int limit) {
        return jdbc.sql(LINE + " where u.desktop_id = :desktop order by u.stage_since desc limit :limit")
                .param("desktop", desktop.value())
                .param("limit", limit)
                .query(JdbcUpdates::line)
                .list();
    }

    private static UpdateLine line(ResultSet row, int number) throws SQLException {
        return new UpdateLine(
                new RunId(row.getObject("run_id", UUID.class)),
                row.getString("run_name"),
                new DesktopId(row.getObject("desktop_id", UUID.class)),
                spec(row),
                UpdateStage.valueOf(row.getString("stage")),
                row.getObject("stage_since", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getString("reason")),
                List.of(JSON.readValue(row.getString("changes"), PackageChange[].class)));
    }

    private static Update update(ResultSet row, int number) throws SQLException {
        UUID snapshot = row.getObject("snapshot_id", UUID.class);
        String boot = row.getString("boot");
        String reason = row.getString("reason");
        return new Update(
                new RunId(row.getObject("run_id", UUID.class)),
                new DesktopId(row.getObject("desktop_id", UUID.class)),
                GuestSystem.valueOf(row.getString("guest")),
                spec(row),
                UpdateStage.valueOf(row.getString("stage")),
                row.getObject("stage_since", OffsetDateTime.class).toInstant(),
                List.of((String[]) row.getArray("wanted").getArray()),
                snapshot == null ? null : new SnapshotId(snapshot),
                boot == null ? "" : boot,
                row.getInt("generation"),
                Duration.ofMillis(row.getLong("silent_ms")),
                reason == null ? "" : reason);
    }

    private static UpdateSpec spec(ResultSet row) throws SQLException {
        return new UpdateSpec(UpdateChoice.valueOf(row.getString("choice")), List.of((String[])
                row.getArray("approved").getArray()));
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
