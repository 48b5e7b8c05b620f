package dev.berth.broker.console;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts what is being worked on. Each statement walks an index over what is live or recent, however long Berth has run. */
@Component
public class WorkReader {

    private static final Duration OPENINGS = Duration.ofMinutes(15);
    private static final Duration DAY = Duration.ofDays(1);

    private static final String RUNS = """
            with run as (select * from maintenance_run
                          where (opened_at > :day or ended_at is null) and opened_at <= :now)
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    WorkReader(ListDatabase database, Clock clock) {
        this.jdbc = database.jdbc();
        this.clock = clock;
    }

    /** A few milliseconds; keep it for as long as it may be old. */
    public WorkFigures read() {
        Unsealed unsealed = unsealed();
        return new WorkFigures(
                openings(),
                recent(RUNS + "select state as key, count(*) as number from run group by state"),
                recent(RUNS + """
                        select case when i.ended_at is null then 'UNDER_WAY' else i.phase end as key, count(*) as number
                          from run join maintenance_item i on i.run_id = run.id
                         group by key
                        """),
                recent(RUNS + """
                        select u.stage as key, count(*) as number
                          from run join maintenance_update u on u.run_id = run.id
                         group by u.stage
                        """),
                counted(jdbc.sql(
                        "select state as key, count(*) as number from rollout where ended_at is null group by state")),
                counted(jdbc.sql("""
                        select coalesce(r.ending, 'UNDER_WAY') as key, count(*) as number
                          from pipeline p
                          join lateral (select case when ended_at is null then null else ending end as ending
                                          from pipeline_run
                                         where pipeline_id = p.id
                                         order by number desc limit 1) r on true
                         group by key
                        """)),
                counted(jdbc.sql("""
                        select t.state as key, count(*) as number
                          from desktop_software t
                          join desktop d on d.id = t.desktop_id and d.state not in ('TERMINATING', 'TERMINATED')
                         where t.state in ('PLANNED', 'WORKING', 'RETRYING')
                         group by key
                        union all
                        select 'GIVEN_UP', count(*)
                          from desktop_software t
                          join desktop d on d.id = t.desktop_id and d.state not in ('TERMINATING', 'TERMINATED')
                         where t.state = 'GIVEN_UP'
                        """)),
                number("""
                        select count(*)
                          from desktop_software t
                          join desktop d on d.id = t.desktop_id and d.state = 'AVAILABLE'
                         where t.state in ('PLANNED', 'WORKING', 'RETRYING') and t.moment = 'NOW'
                           and t.state_since < :day
                        """),
                number("""
                        select count(*) from maintenance_notice n
                         where state = 'WAITING' and due_at < :overdue
                           and (channel = 'MAIL'
                                or exists (select from session s
                                            where s.desktop_id = n.desktop_id and s.state <> 'ENDED'))
                        """),
                number("select count(*) from maintenance_notice where state = 'FAILED' and begins_at > :day"),
                unsealed.entries(),
                unsealed.waited());
    }

    private Map<String, Integer> openings() {
        return counted(jdbc.sql("""
                        select case when connected_at is not null or state in ('READY', 'CONNECTED', 'DISCONNECTED')
                                    then 'OPENED'
                                    when state = 'OPENING' then 'WAITING'
                                    when termination_reason = 'OPENING_FAILED' then 'FAILED'
                                    else 'GIVEN_UP' end as key,
                               count(*) as number
                          from session
                         where opened_at > :since
                         group by key
                        """).param("since", ago(OPENINGS)));
    }

    private Map<String, Integer> recent(String sql) {
        return counted(jdbc.sql(sql).param("day", ago(DAY)).param("now", ago(Duration.ZERO)));
    }

    private static Map<String, Integer> counted(JdbcClient.StatementSpec statement) {
        Map<String, Integer> counts = new HashMap<>();
        statement.query((RowCallbackHandler) row -> counts.put(row.getString("key"), row.getInt("number")));
        return counts;
    }

    private int number(String sql) {
        return jdbc.sql(sql)
                .param("day", ago(DAY))
                .param("overdue", ago(Duration.ofMinutes(1)))
                .query(Integer.class)
                .single();
    }

    private record Unsealed(int entries, Duration waited) {}

    private Unsealed unsealed() {
        return jdbc.sql("""
                        select count(*) as entries,
                               coalesce(extract(epoch from cast(:now as timestamptz) - min(e.at)), 0) as waited
                          from audit_entry e
                         where e.id > (select horizon from audit_sealing)
                           and not exists (select 1 from audit_link l where l.entry_id = e.id)
                        """)
                .param("now", ago(Duration.ZERO))
                .query(WorkReader::waiting)
                .single();
    }

    private static Unsealed waiting(ResultSet row, int number) throws SQLException {
        return new Unsealed(row.getInt("entries"), Duration.ofSeconds(Math.max(0, (long) row.getDouble("waited"))));
    }

    private OffsetDateTime ago(Duration time) {
        return clock.instant().minus(time).atOffset(ZoneOffset.UTC);
    }
}
