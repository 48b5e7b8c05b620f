package dev.berth.broker.session;

import dev.berth.broker.access.LostApplications.Lost;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.ApplicationId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The applications that joined sessions, as rows. */
@Component
class JdbcJoined {

    private final JdbcClient jdbc;

    JdbcJoined(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One that the guest is still to start. */
    record Awaited(SessionId session, ApplicationId application, String name, String program, Instant askedAt) {}

    /** What became of asking an application into a session. */
    enum Asked {
        /** It is to be started. */
        WANTED,
        /** The session began with it, and nothing joined: connecting is enough. */
        THERE,
        /** The session is over. */
        OVER
    }

    /** Its caller's transaction keeps the session from ending until it is over. */
    Asked ask(SessionId session, ApplicationId application, Instant at) {
        return jdbc.sql("""
                        select s.application_id = :application
                               and not exists (select from session_application j where j.session_id = s.id)
                          from session s
                         where s.id = :session and s.state <> 'ENDED' and s.application_id is not null
                           for share
                        """)
                .param("session", session.value())
                .param("application", application.value())
                .query(Boolean.class)
                .optional()
                .map(there -> there ? Asked.THERE : written(session, application, at))
                .orElse(Asked.OVER);
    }

    private Asked written(SessionId session, ApplicationId application, Instant at) {
        jdbc.sql("""
                        insert into session_application (session_id, application_id, asked_at)
                        values (:session, :application, :at)
                        on conflict (session_id, application_id)
                        do update set asked_at = excluded.asked_at, started_at = null, failure = null
                        """)
                .param("session", session.value())
                .param("application", application.value())
                .param("at", utc(at))
                .update();
        return Asked.WANTED;
    }

    /** Of this session, in the order in which they were asked for. */
    List<Awaited> awaited(SessionId session) {
        return jdbc.sql("""
                        select j.session_id, j.application_id, a.name, a.program, j.asked_at
                          from session_application j
                          join session s on s.id = j.session_id
                          join application a on a.id = j.application_id
                         where j.session_id = :session and s.state = 'CONNECTED'
                           and j.started_at is null and j.failure is null
                         order by j.asked_at
                        """)
                .param("session", session.value())
                .query((row, number) -> new Awaited(
                        new SessionId(row.getObject("session_id", UUID.class)),
                        new ApplicationId(row.getObject("application_id", UUID.class)),
                        row.getString("name"),
                        row.getString("program"),
                        row.getObject("asked_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Connected sessions in which one was asked for before then and is not started. */
    List<SessionId> late(Instant before) {
        return jdbc.sql("""
                        select distinct j.session_id
                          from session_application j join session s on s.id = j.session_id
                         where j.started_at is null and j.failure is null and j.asked_at < :before
                           and s.state = 'CONNECTED' and s.connected_at < :before
                        """)
                .param("before", utc(before))
                .query((row, number) -> new SessionId(row.getObject("session_id", UUID.class)))
                .list();
    }

    /** It is not open any more; a session that began with it counts as begun with another. True for the first to say so. */
    boolean drop(Lost lost, String sentence) {
        int joined = jdbc.sql("""
                        update session_application set failure = :sentence
                         where session_id = :session and application_id = :application and failure is null
                        """)
                .param("sentence", sentence)
                .param("session", lost.session().value())
                .param("application", lost.application().value())
                .update();
        int begun = jdbc.sql("""
                        with inherited as (
                            update session set application_id = :heir
                             where id = :session and application_id = :application and state <> 'ENDED'
                            returning id
                        ), there as (
                            delete from session_application j using inherited
                             where j.session_id = inherited.id and j.application_id = :heir and j.started_at is not null
                        )
                        select count(*) from inherited
                        """)
                .param("heir", lost.heir().value())
                .param("session", lost.session().value())
                .param("application", lost.application().value())
                .query(Integer.class)
                .single();
        return joined + begun > 0;
    }

    void started(Awaited awaited, Instant at) {
        answered("started_at = :answer", awaited, utc(at));
    }

    /** True for the first to say so. */
    boolean failed(Awaited awaited, String sentence) {
        return answered("failure = :answer", awaited, sentence);
    }

    private boolean answered(String answer, Awaited awaited, Object value) {
        return jdbc.sql("update session_application set " + answer + """
                         where session_id = :session and application_id = :application and asked_at = :asked
                           and started_at is null and failure is null
                        """)
                        .param("answer", value)
                        .param("session", awaited.session().value())
                        .param("application", awaited.application().value())
                        .param("asked", utc(awaited.askedAt()))
                        .update()
                == 1;
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
