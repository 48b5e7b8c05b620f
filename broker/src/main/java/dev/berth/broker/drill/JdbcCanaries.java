package dev.berth.broker.drill;

import static dev.berth.broker.drill.Columns.at;
import static dev.berth.broker.drill.Columns.millis;
import static dev.berth.broker.drill.Columns.utc;

import dev.berth.broker.catalog.Subject;
import dev.berth.broker.catalog.SubjectColumns;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.drill.Canary.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Desktops that take part in drills. */
@Component
class JdbcCanaries {

    private final JdbcClient jdbc;

    JdbcCanaries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The desktops of a person, or of those last seen in a group, as canaries that nobody has looked at yet. */
    List<Canary> of(Subject subject, int most) {
        return jdbc.sql("""
                        select d.id as desktop_id, p.id as person_id, p.account_name, p.display_name, d.hostname,
                               b.name as bundle_name, d.memory_mib, 'PLANNED' as state, false as fault,
                               null::text as note, null::bigint as rpo_millis, null::timestamptz as point_at,
                               null::timestamptz as given_at, null::timestamptz as up_at,
                               null::timestamptz as seen_at, null::timestamptz as back_asked_at,
                               null::timestamptz as home_at, null::bigint as heard_millis,
                               null::bigint as ready_millis, null::bigint as picture_millis, false as wrote
                          from desktop d
                          join person p on p.id = d.person_id
                          join bundle b on b.id = d.bundle_id
                         where d.state not in ('TERMINATING', 'TERMINATED') and d.fleet_id is null
                           and case :kind when 'PERSON' then p.id::text = :key
                                          else exists (select from jsonb_array_elements(p.memberships) m
                                                        where m -> 'id' ->> 'sid' = :key) end
                         order by lower(p.display_name), p.id, d.hostname
                         limit :most
                        """)
                .param("kind", SubjectColumns.kind(subject))
                .param("key", SubjectColumns.key(subject))
                .param("most", most)
                .query(JdbcCanaries::canary)
                .list();
    }

    void insert(DrillId drill, Canary canary, Instant mailDue) {
        jdbc.sql("""
                        insert into drill_canary (drill_id, desktop_id, person_id, account_name, display_name, hostname,
                                                  bundle_name, memory_mib, state, mail_due_at)
                        values (:drill, :desktop, :person, :account, :name, :hostname, :bundle, :memory, 'PLANNED', :due)
                        on conflict do nothing
                        """)
                .param("drill", drill.value())
                .param("desktop", canary.desktop().value())
                .param("person", canary.person().objectGuid())
                .param("account", canary.accountName())
                .param("name", canary.displayName())
                .param("hostname", canary.hostname())
                .param("bundle", canary.bundle())
                .param("memory", canary.memoryMib())
                .param("due", utc(mailDue))
                .update();
    }

    /** Desktops that its people got since it was announced take part as the others of theirs do. */
    void join(DrillId drill) {
        jdbc.sql("""
                        insert into drill_canary (drill_id, desktop_id, person_id, account_name, display_name, hostname,
                                                  bundle_name, memory_mib, state, mail_state, mail_due_at)
                        select distinct on (d.id) c.drill_id, d.id, c.person_id, c.account_name, c.display_name,
                               d.hostname, b.name, d.memory_mib, 'PLANNED', c.mail_state, c.mail_due_at
                          from drill_canary c
                          join desktop d on d.person_id = c.person_id
                          join bundle b on b.id = d.bundle_id
                         where c.drill_id = :drill and d.state not in ('TERMINATING', 'TERMINATED')
                           and d.fleet_id is null
                        on conflict do nothing
                        """).param("drill", drill.value()).update();
    }

    /** Whether the person has a desktop that does not take part with them. */
    boolean hasOthers(DrillId drill, PersonId person) {
        return jdbc.sql("""
                        select exists (select from desktop d
                                        where d.person_id = :person and d.fleet_id is null
                                          and d.state not in ('TERMINATING', 'TERMINATED')
                                          and not exists (select from drill_canary c
                                                           where c.drill_id = :drill and c.desktop_id = d.id))
                        """)
                .param("drill", drill.value())
                .param("person", person.objectGuid())
                .query(Boolean.class)
                .single();
    }

    List<Canary> of(DrillId drill) {
        return jdbc.sql("select * from drill_canary where drill_id = :drill order by lower(display_name), hostname")
                .param("drill", drill.value())
                .query(JdbcCanaries::canary)
                .list();
    }

    /** How many people's mails came to what: WAITING, SENT, FAILED, or SKIPPED where there is no server or no address. */
    Map<String, Long> mails(DrillId drill) {
        return jdbc
                .sql(
                        "select mail_state, count(distinct person_id) as people from drill_canary where drill_id = :drill group by 1")
                .param("drill", drill.value())
                .query((row, number) -> Map.entry(row.getString("mail_state"), row.getLong("people")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    void note(DrillId drill, Canary canary, String note) {
        jdbc.sql("update drill_canary set note = :note where drill_id = :drill and desktop_id = :desktop")
                .param("drill", drill.value())
                .param("desktop", canary.desktop().value())
                .param("note", note)
                .update();
    }

    void checked(DrillId drill, Canary canary, Duration rpo, @Nullable Instant point) {
        jdbc.sql("""
                        update drill_canary set state = 'CHECKED', note = null, rpo_millis = :rpo, point_at = :point
                         where drill_id = :drill and desktop_id = :desktop and state = 'PLANNED'
                        """)
                .param("drill", drill.value())
                .param("desktop", canary.desktop().value())
                .param("rpo", rpo.toMillis())
                .param("point", point == null ? null : utc(point))
                .update();
    }

    /** With all desktops of its person. */
    void skip(DrillId drill, Canary canary, String why, boolean fault) {
        jdbc.sql("""
                        update drill_canary
                           set state = 'SKIPPED', note = :why, fault = :fault and desktop_id = :desktop
                         where drill_id = :drill and person_id = :person and state in ('PLANNED', 'CHECKED')
                        """)
                .param("drill", drill.value())
                .param("desktop", canary.desktop().value())
                .param("person", canary.person().objectGuid())
                .param("why", why)
                .param("fault", fault)
                .update();
    }

    /** With all desktops of its person. */
    void given(DrillId drill, Canary canary, Instant now) {
        jdbc.sql("""
                        update drill_canary set state = 'AWAY', given_at = :now
                         where drill_id = :drill and person_id = :person and state = 'CHECKED'
                        """)
                .param("drill", drill.value())
                .param("person", canary.person().objectGuid())
                .param("now", utc(now))
                .update();
    }

    void arrived(DrillId drill, Canary canary, State state, Answer answer, Instant now) {
        jdbc.sql("""
                        update drill_canary
                           set state = :state, note = :note, heard_millis = :heard, ready_millis = :ready,
                               picture_millis = :picture,
                               up_at = coalesce(up_at, :now),
                               seen_at = case when :state = 'SEEN' then :now end
                         where drill_id = :drill and desktop_id = :desktop
                        """)
                .param("drill", drill.value())
                .param("desktop", canary.desktop().value())
                .param("state", state.name())
                .param("note", answer.note())
                .param("heard", millis(answer.there().heard()))
                .param("ready", millis(answer.there().ready()))
                .param("picture", millis(answer.there().picture()))
                .param("now", utc(now))
                .update();
    }

    /** All that are away are asked back. */
    void askedBack(DrillId drill, Instant now) {
        jdbc.sql("""
                        update drill_canary set back_asked_at = coalesce(back_asked_at, :now)
                         where drill_id = :drill and state in ('AWAY', 'UP', 'SEEN')
                        """).param("drill", drill.value()).param("now", utc(now)).update();
    }

    void home(DrillId drill, Canary canary, @Nullable Answer answer, Instant now) {
        jdbc.sql("""
                        update drill_canary set state = 'HOME', home_at = :now, wrote = :wrote
                         where drill_id = :drill and desktop_id = :desktop
                        """)
                .param("drill", drill.value())
                .param("desktop", canary.desktop().value())
                .param("wrote", answer != null && answer.there().wrote())
                .param("now", utc(now))
                .update();
    }

    private static Canary canary(ResultSet row, int number) throws SQLException {
        return new Canary(
                new DesktopId(row.getObject("desktop_id", UUID.class)),
                new PersonId(row.getObject("person_id", UUID.class)),
                row.getString("account_name"),
                row.getString("display_name"),
                row.getString("hostname"),
                row.getString("bundle_name"),
                row.getLong("memory_mib"),
                State.valueOf(row.getString("state")),
                row.getBoolean("fault"),
                row.getString("note"),
                millis(row, "rpo_millis"),
                new Canary.Times(
                        at(row, "point_at"),
                        at(row, "given_at"),
                        at(row, "up_at"),
                        at(row, "seen_at"),
                        at(row, "back_asked_at"),
                        at(row, "home_at")),
                new Canary.There(
                        millis(row, "heard_millis"),
                        millis(row, "ready_millis"),
                        millis(row, "picture_millis"),
                        row.getBoolean("wrote")));
    }
}
