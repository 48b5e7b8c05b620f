package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.BundleId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The stages of a session's opening with their times, beside what they usually take. */
@Component
class Waterfall {

    /** So many of the latest sessions of the bundle make the usual times. */
    private static final int SAMPLE = 50;

    /** A step that took less was not waited for: the desktop was past it already. */
    private static final Duration NOT_WAITED_FOR = Duration.ofMillis(50);

    private static final double MILLIS = 1_000;

    private final JdbcClient jdbc;

    Waterfall(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<StageTime> of(SessionId session, BundleId bundle) {
        Map<Stage, Instant> reached = reached(session);
        Map<Stage, Duration> usual = usual(bundle);
        List<StageTime> stages = new ArrayList<>();
        Instant before = null;
        for (Stage stage : Stage.values()) {
            Instant at = reached.get(stage);
            stages.add(new StageTime(
                    stage,
                    Optional.ofNullable(at),
                    at == null || before == null ? Optional.empty() : Optional.of(Duration.between(before, at)),
                    Optional.ofNullable(usual.get(stage))));
            before = at == null ? before : at;
        }
        return stages;
    }

    private Map<Stage, Instant> reached(SessionId session) {
        Map<Stage, Instant> reached = new EnumMap<>(Stage.class);
        jdbc.sql("select stage, at from session_stage where session_id = :session")
                .param("session", session.value())
                .query((RowCallbackHandler) row -> reached.put(
                        Stage.valueOf(row.getString("stage")),
                        row.getObject("at", OffsetDateTime.class).toInstant()));
        return reached;
    }

    private Map<Stage, Duration> usual(BundleId bundle) {
        Map<Stage, Duration> usual = new EnumMap<>(Stage.class);
        jdbc.sql("""
                        with recent as (
                            select s.id
                              from session s join desktop d on d.id = s.desktop_id
                             where d.bundle_id = :bundle and s.connected_at is not null
                             order by s.opened_at desc
                             limit :sample),
                        step as (
                            select stage, extract(epoch from at - lag(at) over (
                                              partition by session_id
                                              order by array_position(:stages::text[], stage))) as took
                              from session_stage
                             where session_id in (select id from recent))
                        select stage, percentile_cont(0.5) within group (order by took) as usual
                          from step
                         where took >= :notWaitedFor
                         group by stage
                        """)
                .param("bundle", bundle.value())
                .param("sample", SAMPLE)
                .param("stages", names())
                .param("notWaitedFor", NOT_WAITED_FOR.toMillis() / MILLIS)
                .query((RowCallbackHandler) row -> usual.put(
                        Stage.valueOf(row.getString("stage")),
                        Duration.ofMillis(Math.round(row.getDouble("usual") * MILLIS))));
        return usual;
    }

    private static String[] names() {
        return Arrays.stream(Stage.values()).map(Stage::name).toArray(String[]::new);
    }
}
