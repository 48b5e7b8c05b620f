package dev.berth.broker.maintenance;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who is told of what, and what came of it. */
@Component
class JdbcNotices {

    private static final String NOTICE = """
            select n.id, n.desktop_id, n.window_id, n.planned_day, n.run_id, n.rollout_id, n.channel, n.state, n.attempts,
                   n.begins_at, n.reason, n.changed_at,
                   coalesce(case when w.id is null or w.kind = 'ALWAYS_ON' then coalesce(d.zone, b.zone) end, w.zone,
                            :zone) as zone,
                   coalesce(w.name, r.name, o.name) as name, p.display_name, p.mail, p.language, d.hostname
              from maintenance_notice n
              left join maintenance_window w on w.id = n.window_id
              left join maintenance_run r on r.id = n.run_id
              left join rollout o on o.id = n.rollout_id
              join desktop d on d.id = n.desktop_id
              join bundle b on b.id = d.bundle_id
              join person p on p.id = d.person_id
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;
    private final MaintenanceSettings settings;

    JdbcNotices(JdbcClient jdbc, RegionSettings region, MaintenanceSettings settings) {
        this.jdbc = jdbc;
        this.region = region;
        this.settings = settings;
    }

    /** False when that day of the window was announced before. */
    boolean announce(WindowId window, Occurrence one, Instant now) {
        return jdbc.sql("""
                        insert into maintenance_announcement (window_id, planned_day, begins_at, written_at)
                        values (:window, :day, :begins, :now)
                            on conflict do nothing
                        """)
                        .param("window", window.value())
                        .param("day", one.day())
                        .param("begins", utc(one.from()))
                        .param("now", utc(now))
                        .update()
                == 1;
    }

    void add(
            WindowId window,
            Occurrence one,
            List<DesktopId> desktops,
            Notice.Channel channel,
            Instant due,
            Instant now) {
        jdbc.sql("""
                        insert into maintenance_notice (desktop_id, window_id, planned_day, channel, begins_at, state,
                                                        due_at, changed_at)
                        select id, :window, :day, :channel, :begins, 'WAITING', :due, :now
                          from unnest(:ids::uuid[]) as id
                            on conflict do nothing
                        """)
                .param("window", window.value())
                .param("day", one.day())
                .param("channel", channel.name())
                .param("begins", utc(one.from()))
                .param("due", utc(due))
                .param("now", utc(now))
                .param("ids", ArrayColumns.literal(desktops.stream()))
                .update();
    }

    /** Of a run by hand or a roll-out; one of the two is null. */
    void add(
            @Nullable RunId run,
            @Nullable RolloutId rollout,
            List<DesktopId> desktops,
            Notice.Channel channel,
            Instant begins,
            Instant due,
            Instant now) {
        jdbc.sql("""
                        insert into maintenance_notice (desktop_id, run_id, rollout_id, channel, begins_at, state, due_at,
                                                        changed_at)
                        select id, :run, :rollout, :channel, :begins, 'WAITING', :due, :now
                          from unnest(:ids::uuid[]) as id
                            on conflict do nothing
                        """)
                .param("run", run == null ? null : run.value())
                .param("rollout", rollout == null ? null : rollout.value())
                .param("channel", channel.name())
                .param("begins", utc(begins))
                .param("due", utc(due))
                .param("now", utc(now))
                .param("ids", ArrayColumns.literal(desktops.stream()))
                .update();
    }

    /** Forgets what windows that began before then were announced as. */
    void forget(Instant before) {
        jdbc.sql("delete from maintenance_notice where begins_at < :before")
                .param("before", utc(before))
                .update();
        jdbc.sql("delete from maintenance_announcement where begins_at < :before")
                .param("before", utc(before))
                .update();
    }

    /** Days that were announced and have not begun, of this region's windows. */
    List<Announced> announced(Instant now) {
        return jdbc.sql("""
                        select a.window_id, a.planned_day, a.begins_at
                          from maintenance_announcement a
                          join maintenance_window w on w.id = a.window_id and w.home_region = :region
                         where a.begins_at > :now
                        """)
                .param("region", region.name())
                .param("now", utc(now))
                .query((row, number) -> new Announced(
                        new WindowId(row.getObject("window_id", UUID.class)),
                        row.getObject("planned_day", LocalDate.class),
                        row.getObject("begins_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    record Announced(WindowId window, LocalDate day, Instant begins) {}

    /** What is not so any more is not told any more; what was told stays on record where it does not come anew. */
    void withdraw(Announced one, boolean comesAnew, Instant now) {
        jdbc.sql("""
                        delete from maintenance_announcement
                         where window_id = :window and planned_day = :day and begins_at = :begins
                        """)
                .param("window", one.window().value())
                .param("day", one.day())
                .param("begins", utc(one.begins()))
                .update();
        jdbc.sql(comesAnew ? """
                                delete from maintenance_notice
                                 where window_id = :window and planned_day = :day and begins_at = :begins
                                """ : """
                                update maintenance_notice
                                   set state = 'SKIPPED', changed_at = :now,
                                       reason = 'The window was switched off, or given another time.'
                                 where window_id = :window and planned_day = :day and begins_at = :begins
                                   and state = 'WAITING'
                                """)
                .param("window", one.window().value())
                .param("day", one.day())
                .param("begins", utc(one.begins()))
                .param("now", utc(now))
                .update();
    }

    /** Of turns that were put off, of what was cancelled, and of what has begun, nobody is told any more. */
    void drop(Instant now) {
        jdbc.sql("""
                        update maintenance_notice n
                           set state = case when f.desktop_id is null and not c.cancelled and not c.unheard then 'FAILED'
                                            else 'SKIPPED' end,
                               changed_at = :now,
                               reason = case when f.desktop_id is not null then 'It was put off.'
                                             when c.cancelled then 'It was cancelled.'
                                             when c.unheard then 'Nobody was in a session.'
                                             else coalesce(n.reason || ' ', '') || 'It began before this was sent.' end
                          from maintenance_notice m
                          left join maintenance_deferral f on f.desktop_id = m.desktop_id and f.window_id = m.window_id
                                                          and f.planned_day = m.planned_day
                         cross join lateral (
                                   select exists (select from maintenance_run
                                                   where id = m.run_id and state = 'CANCELLED')
                                       or exists (select from rollout
                                                   where id = m.rollout_id and state = 'CANCELLED') as cancelled,
                                   m.channel = 'SESSION' and m.attempts = 0 as unheard) c
                         where n.state = 'WAITING' and (f.desktop_id is not null or c.cancelled or n.begins_at <= :now)
                           and m.id = n.id
                        """).param("now", utc(now)).update();
    }

    /**
     * Takes what is due; another node takes it when the lease is over. What is to be said in a session waits until there
     * is one.
     */
    List<Notice> claim(Notice.Channel channel, int limit, Instant now, Duration lease) {
        return jdbc
                .sql("""
                        update maintenance_notice
                           set due_at = :until, attempts = attempts + 1
                         where id in (
                                   select n.id
                                     from maintenance_notice n
                                     join desktop d on d.id = n.desktop_id and d.home_region = :region
                                    where n.state = 'WAITING' and n.due_at <= :now and n.channel = :channel
                                      and (n.channel = 'MAIL'
                                           or exists (select from session s
                                                       where s.desktop_id = n.desktop_id and s.state <> 'ENDED'))
                                    order by n.due_at
                                    limit :limit
                                      for update of n skip locked)
                        returning id
                        """)
                .param("region", region.name())
                .param("channel", channel.name())
                .param("now", utc(now))
                .param("until", utc(now.plus(lease)))
                .param("limit", limit)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list()
                .stream()
                .flatMap(id -> read(id).stream())
                .toList();
    }

    private Optional<Notice> read(UUID id) {
        return jdbc.sql(NOTICE + " where n.id = :id")
                .param("id", id)
                .param("zone", settings.zoneId().getId())
                .query(JdbcNotices::notice)
                .optional();
    }

    void set(Notice notice, Notice.State state, String reason, Instant due, Instant now) {
        jdbc.sql("""
                        update maintenance_notice
                           set state = :state, reason = nullif(:reason, ''), due_at = :due, changed_at = :now
                         where id = :id and state = 'WAITING'
                        """)
                .param("id", notice.id())
                .param("state", state.name())
                .param("reason", reason)
                .param("due", utc(due))
                .param("now", utc(now))
                .update();
    }

    /** The sessions of the desktop that are not over. */
    List<SessionId> sessions(DesktopId desktop) {
        return jdbc.sql("select id from session where desktop_id = :desktop and state <> 'ENDED'")
                .param("desktop", desktop.value())
                .query((row, number) -> new SessionId(row.getObject("id", UUID.class)))
                .list();
    }

    /** What failed first, then the latest. */
    List<Notice> latest(int limit, int offset) {
        return jdbc.sql(NOTICE + """
                         where d.home_region = :region
                         order by n.state <> 'FAILED', n.begins_at desc, lower(p.display_name), n.desktop_id, n.channel
                         limit :limit offset :offset
                        """)
                .param("region", region.name())
                .param("zone", settings.zoneId().getId())
                .param("limit", limit)
                .param("offset", offset)
                .query(JdbcNotices::notice)
                .list();
    }

    private static Notice notice(ResultSet row, int number) throws SQLException {
        return new Notice(
                row.getObject("id", UUID.class),
                new DesktopId(row.getObject("desktop_id", UUID.class)),
                Optional.ofNullable(row.getObject("window_id", UUID.class)).map(WindowId::new),
                Optional.ofNullable(row.getObject("planned_day", LocalDate.class)),
                Optional.ofNullable(row.getObject("run_id", UUID.class)).map(RunId::new),
                Optional.ofNullable(row.getObject("rollout_id", UUID.class)).map(RolloutId::new),
                Notice.Channel.valueOf(row.getString("channel")),
                Notice.State.valueOf(row.getString("state")),
                row.getInt("attempts"),
                row.getObject("begins_at", OffsetDateTime.class).toInstant(),
                ZoneId.of(row.getString("zone")),
                row.getString("name"),
                row.getString("display_name"),
                row.getString("hostname"),
                Optional.ofNullable(row.getString("mail")),
                Optional.ofNullable(row.getString("language")),
                Optional.ofNullable(row.getString("reason")),
                row.getObject("changed_at", OffsetDateTime.class).toInstant());
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
