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

    /** Counts the hours that are over and were not counted yet. */
    @Scheduled(fixedDelayString = "60s", initialDelayString = "5s")
    public void count() {
        Instant now = clock.instant();
        jdbc.sql("""
                        with span as (
                            select coalesce((select max(hour) + interval '1 hour' from session_hour),
                                            (select date_trunc('hour', min(opened_at), 'UTC') from session)) as since,
                                   date_trunc('hour', cast(:late as timestamptz), 'UTC') as until),
                        opened as (
                            select date_trunc('hour', opened_at, 'UTC') as hour, count(*) as number
                              from session
                             where opened_at >= (select since from span) and (select since < until from span)
                             group by 1),
                        ended as (
                            select date_trunc('hour', ended_at, 'UTC') as hour, count(*) as number
                              from session
                             where ended_at >= (select since from span) and (select since < until from span)
                             group by 1),
                        hours as (
                            select hour, coalesce(opened.number, 0) as opened,
                                   coalesce(ended.number, 0) - coalesce(opened.number, 0) as fewer
                              from generate_series((select since from span), cast(:now as timestamptz), interval '1 hour') as hour
                              left join opened using (hour)
                              left join ended using (hour)
                             where (select since < until from span)),
                        counted as (
                            select hour, opened,
                                   (select count(*) from session where state <> 'ENDED')
                                       + coalesce(sum(fewer) over (order by hour desc
                                             rows between unbounded preceding and 1 preceding), 0) as live
                              from hours)
                        insert into session_hour (hour, opened, live)
                        select hour, opened, live from counted where hour < (select until from span)
                            on conflict do nothing
                        """)
                .param("late", Times.utc(now.minus(LATE)))
                .param("now", Times.utc(now))
                .update();
    }
}
