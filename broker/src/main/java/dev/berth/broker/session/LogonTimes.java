package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.directory.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The waterfalls of a person's sign-ins, each beside what it usually takes this person and the fleet. */
@Component
public class LogonTimes {

    /** So many of a person's latest sessions make their usual times. */
    private static final int OWN = 50;

    /** So many of the region's latest sessions make the fleet's. */
    private static final int FLEET = 500;

    private static final double MILLIS = 1_000;

    private static final String STEPS = """
            with recent as (%s),
                 step as (
                     select session_id, stage,
                            extract(epoch from at - lag(at) over stages) as took,
                            coalesce(lead(at) over stages = at, false) as unseen
                       from session_stage
                      where session_id in (select id from recent)
                     window stages as (partition by session_id order by array_position(:stages::text[], stage)))
            """;

    private final JdbcClient jdbc;

    public LogonTimes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One for each of the sessions, which are one person's. */
    public Map<SessionId, Logon> of(PersonId person, Collection<SessionView> sessions) {
        Map<SessionId, Map<Stage, Instant>> reached = reached(sessions);
        Map<BundleId, Map<Stage, Duration>> own = ownMedians(person);
        Map<Stage, Duration> fleet = fleetP95();
        Map<SessionId, Logon> logons = new LinkedHashMap<>();
        for (SessionView view : sessions) {
            logons.put(
                    view.id(),
                    Logon.of(
                            view.times().opened(),
                            reached.getOrDefault(view.id(), Map.of()),
                            own.getOrDefault(view.thing().bundle(), Map.of()),
                            fleet,
                            view.times().ended()));
        }
        return logons;
    }

    private Map<SessionId, Map<Stage, Instant>> reached(Collection<SessionView> sessions) {
        Map<SessionId, Map<Stage, Instant>> reached = new HashMap<>();
        jdbc.sql("select session_id, stage, at from session_stage where session_id = any (:sessions)")
                .param(
                        "sessions",
                        sessions.stream().map(view -> view.id().value()).toArray(UUID[]::new))
                .query((RowCallbackHandler) row -> reached.computeIfAbsent(
                                new SessionId(row.getObject("session_id", UUID.class)),
                                none -> new EnumMap<>(Stage.class))
                        .put(
                                Stage.valueOf(row.getString("stage")),
                                row.getObject("at", OffsetDateTime.class).toInstant()));
        return reached;
    }

    private Map<BundleId, Map<Stage, Duration>> ownMedians(PersonId person) {
        Map<BundleId, Map<Stage, Duration>> medians = new HashMap<>();
        jdbc.sql(STEPS.formatted("""
                        select s.id, d.bundle_id
                          from session s join desktop d on d.id = s.desktop_id
                         where s.person_id = :person and s.connected_at is not null
                         order by s.opened_at desc
                         limit :sample""") + """
                        select r.bundle_id, t.stage, percentile_cont(0.5) within group (order by t.took) as took
                          from step t join recent r on r.id = t.session_id
                         where t.took >= :unnoticed and not t.unseen
                         group by r.bundle_id, t.stage
                        """)
                .param("person", person.objectGuid())
                .param("sample", OWN)
                .param("stages", names())
                .param("unnoticed", Logon.UNNOTICED.toMillis() / MILLIS)
                .query((RowCallbackHandler) row -> medians.computeIfAbsent(
                                new BundleId(row.getObject("bundle_id", UUID.class)),
                                none -> new EnumMap<>(Stage.class))
                        .put(Stage.valueOf(row.getString("stage")), seconds(row.getDouble("took"))));
        return medians;
    }

    private Map<Stage, Duration> fleetP95() {
        Map<Stage, Duration> fleet = new EnumMap<>(Stage.class);
        jdbc.sql(STEPS.formatted("""
                        select id from session where connected_at is not null order by opened_at desc limit :sample""") + """
                        select stage, percentile_cont(0.95) within group (order by took) as took
                          from step
                         where took >= :unnoticed and not unseen
                         group by stage
                        """)
                .param("sample", FLEET)
                .param("stages", names())
                .param("unnoticed", Logon.UNNOTICED.toMillis() / MILLIS)
                .query((RowCallbackHandler)
                        row -> fleet.put(Stage.valueOf(row.getString("stage")), seconds(row.getDouble("took"))));
        return fleet;
    }

    /** The same for one session, whoever's it is; empty when there is no such session. */
    public Optional<Logon> of(SessionView session) {
        return Optional.ofNullable(of(session.person().id(), List.of(session)).get(session.id()));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * MILLIS));
    }

    private static String[] names() {
        return Arrays.stream(Stage.values()).map(Stage::name).toArray(String[]::new);
    }
}
