package dev.berth.broker.console;

import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostState;
import dev.berth.broker.session.SessionState;
import dev.berth.broker.session.Stage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads how everything is. None of it costs more the longer Berth has run. */
@Component
public class FigureReader {

    /** So many of the latest sign-ins make the times of the stages. */
    public static final int SAMPLE = 500;

    private static final Duration RECENT = Duration.ofSeconds(5);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Map<Span, Figures> recent = new EnumMap<>(Span.class);
    private final ReentrantLock lock = new ReentrantLock();

    public FigureReader(ListDatabase database, Clock clock) {
        this.jdbc = database.jdbc();
        this.clock = clock;
    }

    public Figures read(Span span) {
        return new Figures(clock.instant(), desktops(), live(), hosts(), sessions(span), stages());
    }

    /** As they are now, or were a few seconds ago when somebody asked: many who look cost what one does. */
    public Figures recent(Span span) {
        lock.lock();
        try {
            Figures known = recent.get(span);
            if (known == null || known.at().plus(RECENT).isBefore(clock.instant())) {
                known = read(span);
                recent.put(span, known);
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private Map<DesktopState, Integer> desktops() {
        Map<DesktopState, Integer> states = new EnumMap<>(DesktopState.class);
        jdbc.sql("select state, count(*) as number from desktop where state <> 'TERMINATED' group by state")
                .query((RowCallbackHandler)
                        row -> states.put(DesktopState.valueOf(row.getString("state")), row.getInt("number")));
        return states;
    }

    private Map<SessionState, Integer> live() {
        Map<SessionState, Integer> states = new EnumMap<>(SessionState.class);
        jdbc.sql("select state, count(*) as number from session where state <> 'ENDED' group by state")
                .query((RowCallbackHandler)
                        row -> states.put(SessionState.valueOf(row.getString("state")), row.getInt("number")));
        return states;
    }

    /** The fullest first. */
    private List<Figures.Capacity> hosts() {
        return jdbc.sql("""
                        select h.id, h.name, h.state, h.reachable, coalesce(h.cpus, 0) as cpus, h.vcpu_overcommit,
                               greatest(coalesce(h.memory_mib, 0) - h.reserved_memory_mib, 0) as memory_mib,
                               coalesce(held.memory_mib, 0) as held_mib, coalesce(held.vcpus, 0) as held_vcpus
                          from hypervisor_host h
                          left join (select host_id, sum(memory_mib) as memory_mib, sum(vcpus) as vcpus
                                       from desktop
                                      where holds_room
                                      group by host_id) held on held.host_id = h.id
                         order by lower(h.name)
                        """).query(FigureReader::capacity).list().stream()
                .sorted((one, other) -> Integer.compare(other.percent(), one.percent()))
                .toList();
    }

    /** Hours that are over are counted already; the present one is counted here. */
    private List<Figures.Hour> sessions(Span span) {
        Instant now = clock.instant();
        long step = span.step().toSeconds();
        Instant until = Instant.ofEpochSecond(Math.ceilDiv(now.getEpochSecond() + 1, step) * step);
        return jdbc.sql("""
                        with recent as (
                            select coalesce(max(hour) + interval '1 hour', cast(:since as timestamptz)) as since
                              from session_hour
                             where hour >= cast(:since as timestamptz)),
                        opening as (
                            select hour as at, opened as number from session_hour where hour >= cast(:since as timestamptz)
                            union all
                            select opened_at, 1 from session where opened_at >= (select since from recent)),
                        opened as (
                            select date_bin(make_interval(secs => :step), at, timestamptz '1970-01-01Z') as since,
                                   sum(number) as number
                              from opening
                             group by 1),
                        change as (
                            select at, 0 as more
                              from recent, generate_series(recent.since, cast(:now as timestamptz),
                                                           make_interval(secs => :step)) as at
                            union all
                            select opened_at, 1 from session where opened_at >= (select since from recent)
                            union all
                            select ended_at, -1 from session where ended_at >= (select since from recent)),
                        walk as (
                            select at, more,
                                   (select count(*) from session where state <> 'ENDED')
                                       - coalesce(sum(more) over (order by at desc, more desc
                                             rows between unbounded preceding and 1 preceding), 0) as live
                              from change),
                        most as (
                            select hour as at, live from session_hour where hour >= cast(:since as timestamptz)
                            union all
                            select at, greatest(live, live - more) from walk),
                        peak as (
                            select date_bin(make_interval(secs => :step), at, timestamptz '1970-01-01Z') as since,
                                   max(live) as live
                              from most
                             group by 1)
                        select step.since, step.since + make_interval(secs => :step) as until,
                               coalesce(opened.number, 0) as opened,
                               coalesce(peak.live, 0) as live
                          from generate_series(cast(:since as timestamptz),
                                               cast(:until as timestamptz) - make_interval(secs => :step),
                                               make_interval(secs => :step)) as step (since)
                          left join opened on opened.since = step.since
                          left join peak on peak.since = step.since
                         order by step.since
                        """)
                .param("step", step)
                .param("since", Times.utc(until.minus(span.length())))
                .param("until", Times.utc(until))
                .param("now", Times.utc(now))
                .query((row, number) -> new Figures.Hour(
                        Times.instant(row, "since"),
                        Times.instant(row, "until"),
                        row.getInt("opened"),
                        row.getInt("live")))
                .list();
    }

    private List<Figures.StageFigure> stages() {
        return jdbc.sql("""
                        with recent as materialized (
                            select id from session where connected_at is not null order by opened_at desc limit :sample),
                        step as (
                            select stage, extract(epoch from at - lag(at) over (
                                              partition by session_id
                                              order by array_position(:stages::text[], stage))) * 1000 as took
                              from session_stage
                             where session_id in (select id from recent))
                        select stage, count(*) as samples, percentile_cont(0.5) within group (order by took) as median,
                               percentile_cont(0.95) within group (order by took) as p95
                          from step
                         where took is not null
                         group by stage
                         order by array_position(:stages::text[], stage)
                        """)
                .param("sample", SAMPLE)
                .param("stages", Arrays.stream(Stage.values()).map(Stage::name).toArray(String[]::new))
                .query((row, number) -> new Figures.StageFigure(
                        Stage.valueOf(row.getString("stage")),
                        row.getInt("samples"),
                        Math.round(row.getDouble("median")),
                        Math.round(row.getDouble("p95"))))
                .list();
    }

    private static Figures.Capacity capacity(ResultSet row, int number) throws SQLException {
        int cpus = row.getInt("cpus");
        return new Figures.Capacity(
                new HostId(row.getObject("id", UUID.class)),
                row.getString("name"),
                HostState.valueOf(row.getString("state")),
                row.getBoolean("reachable"),
                row.getLong("memory_mib"),
                row.getLong("held_mib"),
                cpus,
                cpus * row.getDouble("vcpu_overcommit"),
                row.getInt("held_vcpus"));
    }
}
