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
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who is told of what, and what came of it. */
@Component
class JdbcNotices {

    private static final String NOTICE = """
            select n.desktop_id, n.window_id, n.planned_day, n.channel, n.state, n.attempts, n.begins_at, n.reason,
                   n.changed_at, coalesce(case w.kind when 'ALWAYS_ON' then d.zone end, w.zone) as zone,
                   w.name as window_name, p.display_name, p.mail, p.language, d.hostname
              from maintenance_notice n
              join maintenance_window w on w.id = n.window_id
              join desktop d on d.id = n.desktop_id
              join person p on p.id = d.person_id
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcNotices(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
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

    /** Of turns that were put off, and of windows that have opened, nobody is told any more. */
    void drop(Instant now) {
        jdbc.sql("""
                        update maintenance_notice n
                           set state = case when f.desktop_id is null then 'FAILED' else 'SKIPPED' end, changed_at = :now,
                               reason = case when f.desktop_id is not null then 'It was put off.'
                                             else coalesce(n.reason || ' ', '') || 'The window opened before it was sent.' end
                          from maintenance_notice m
                          left join maintenance_deferral f on f.desktop_id = m.desktop_id and f.window_id = m.window_id
                                                          and f.planned_day = m.planned_day
                         where n.state = 'WAITING' and (f.desktop_id is not null or n.begins_at <= :now)
                           and m.desktop_id = n.desktop_id and m.window_id = n.window_id
                           and m.planned_day = n.planned_day and m.channel = n.channel
                        """).param("now", utc(now)).update();
    }

    /** Takes what is due; another node takes it when the lease is over. */
    List<Notice> claim(Notice.Channel channel, int limit, Instant now, Duration lease) {
        return jdbc
                .sql("""
                        update maintenance_notice
                           set due_at = :until, attempts = attempts + 1
                         where (desktop_id, window_id, planned_day, channel) in (
                                   select n.desktop_id, n.window_id, n.planned_day, n.channel
                                     from maintenance_notice n
                                     join maintenance_window w on w.id = n.window_id and w.home_region = :region
                                    where n.state = 'WAITING' and n.due_at <= :now and n.channel = :channel
                                    order by n.due_at
                                    limit :limit
                                      for update of n skip locked)
                        returning desktop_id, window_id, planned_day, channel
                        """)
                .param("region", region.name())
                .param("channel", channel.name())
                .param("now", utc(now))
                .param("until", utc(now.plus(lease)))
                .param("limit", limit)
                .query((row, number) -> new Key(
                        row.getObject("desktop_id", UUID.class),
                        row.getObject("window_id", UUID.class),
                        row.getObject("planned_day", LocalDate.class),
                        row.getString("channel")))
                .list()
                .stream()
                .flatMap(key -> read(key).stream())
                .toList();
    }

    private record Key(UUID desktop, UUID window, LocalDate day, String channel) {}

    private Optional<Notice> read(Key key) {
        return jdbc.sql(NOTICE + """
                         where n.desktop_id = :desktop and n.window_id = :window and n.planned_day = :day
                           and n.channel = :channel
                        """)
                .param("desktop", key.desktop())
                .param("window", key.window())
                .param("day", key.day())
                .param("channel", key.channel())
                .query(JdbcNotices::notice)
                .optional();
    }

    void set(Notice notice, Notice.State state, String reason, Instant due, Instant now) {
        jdbc.sql("""
                        update maintenance_notice
                           set state = :state, reason = nullif(:reason, ''), due_at = :due, changed_at = :now
                         where desktop_id = :desktop and window_id = :window and planned_day = :day
                           and channel = :channel and state = 'WAITING'
                        """)
                .param("desktop", notice.desktop().value())
                .param("window", notice.window().value())
                .param("day", notice.day())
                .param("channel", notice.channel().name())
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
                         where w.home_region = :region
                         order by n.state <> 'FAILED', n.begins_at desc, lower(p.display_name), n.desktop_id, n.channel
                         limit :limit offset :offset
                        """)
                .param("region", region.name())
                .param("limit", limit)
                .param("offset", offset)
                .query(JdbcNotices::notice)
                .list();
    }

    private static Notice notice(ResultSet row, int number) throws SQLException {
        return new Notice(
                new DesktopId(row.getObject("desktop_id", UUID.class)),
                new WindowId(row.getObject("window_id", UUID.class)),
                row.getObject("planned_day", LocalDate.class),
                Notice.Channel.valueOf(row.getString("channel")),
                Notice.State.valueOf(row.getString("state")),
                row.getInt("attempts"),
                row.getObject("begins_at", OffsetDateTime.class).toInstant(),
                ZoneId.of(row.getString("zone")),
                row.getString("window_name"),
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
