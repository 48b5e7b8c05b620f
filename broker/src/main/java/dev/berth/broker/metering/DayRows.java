package dev.berth.broker.metering;

import static dev.berth.broker.metering.JdbcUsage.instant;
import static dev.berth.broker.metering.JdbcUsage.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a UTC day's file is made of. */
@Component
class DayRows {

    private final JdbcClient jdbc;

    DayRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record EndedSession(
            UUID desktop,
            UUID person,
            UUID bundle,
            String application,
            Instant opened,
            Instant ended,
            String why,
            String reference) {}

    /** @param closed when its end was written down; of one that goes on, the end of time */
    record Run(Usage usage, Instant closed, String why) {}

    List<EndedSession> sessions(Span day) {
        return jdbc.sql("""
                        select s.desktop_id, s.person_id, d.bundle_id, coalesce(a.name, '') as application, s.opened_at,
                               s.ended_at, s.termination_reason, s.reference
                          from session s
                          join desktop d on d.id = s.desktop_id
                          left join application a on a.id = s.application_id
                         where s.ended_at >= :from and s.ended_at < :to
                         order by s.ended_at, s.id
                        """)
                .param("from", utc(day.from()))
                .param("to", utc(day.to()))
                .query((row, number) -> new EndedSession(
                        row.getObject("desktop_id", UUID.class),
                        row.getObject("person_id", UUID.class),
                        row.getObject("bundle_id", UUID.class),
                        row.getString("application"),
                        instant(row, "opened_at"),
                        instant(row, "ended_at"),
                        row.getString("termination_reason"),
                        row.getString("reference")))
                .list();
    }

    /** Those whose end was written down in the day, with the ones before them that an hour may go on from. */
    List<Run> runs(Span day) {
        return jdbc.sql("""
                        select desktop_id, person_id, bundle_id, running_mode, began_at, ended_at as until, closed_at,
                               ended_because
                          from usage_interval
                         where kind = 'RUN' and ended_at is not null and closed_at < :to
                           and chain_id in (select chain_id
                                              from usage_interval
                                             where kind = 'RUN' and closed_at >= :from and closed_at < :to)
                         order by desktop_id, began_at
                        """)
                .param("from", utc(day.from()))
                .param("to", utc(day.to()))
                .query(DayRows::run)
                .list();
    }

    private static Run run(ResultSet row, int number) throws SQLException {
        return new Run(JdbcUsage.usage(row), instant(row, "closed_at"), row.getString("ended_because"));
    }
}
