package dev.berth.broker.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Counts sessions by the hour once the hour is over, so that a chart over months reads some thousand rows and not a
 * million. Each node may count; what one has written, the others leave.
 */
@Component
public class SessionHours {

    /** A session's end may be written a little after it happened. */
    private static final Duration LATE = Duration.ofMinutes(2);

    private final JdbcClient jdbc;
    private final Clock clock;

    public SessionHours(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Counts the hours that are over and were not counted yet: how many sessions were opened, and the most that were live
     * at once, walked back from how many are now.
     */
    @Scheduled(fixedDelayString = "60s", initialDelayString = "5s")
    public void count() {
        Instant now = clock.instant();
        jdbc.sql("""
                        with span as (
                            select coalesce((select max(hour) + interval '1 hour' from session_hour),
                                            (select date_trunc('hour', min(opened_at), 'UTC') from session)) as since,
                                   date_trunc('hour', cast(:late as timestamptz), 'UTC') as until),
                        change as (
                            select hour as at, 0 as more
                              from generate_series((select since from span), cast(:now as timestamptz), interval '1 hour') as hour
                             where (select since < until from span)
                            union all
                            select opened_at, 1
                              from session
                             where opened_at >= (select since from span) and (select since < until from span)
                            union all
                            select ended_at, -1
                              from session
                             where ended_at >= (select since from span) and (select since < until from span)),
                        walk as (
                            select at, more,
                                   (select count(*) from session where state <> 'ENDED')
                                       - coalesce(sum(more) over (order by at desc, more desc
                                             rows between unbounded preceding and 1 preceding), 0) as live
                              from change)
                        insert into session_hour (hour, opened, live)
                        select date_trunc('hour', at, 'UTC') as hour, count(*) filter (where more > 0),
                               max(greatest(live, live - more))
                          from walk
                         where at < (select until from span)
                         group by 1
                            on conflict do nothing
                        """)
                .param("late", Times.utc(now.minus(LATE)))
                .param("now", Times.utc(now))
                .update();
    }
}
