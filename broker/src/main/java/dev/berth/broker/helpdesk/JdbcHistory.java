package dev.berth.broker.helpdesk;

import dev.berth.broker.audit.Outcome;
import dev.berth.broker.directory.Person;
import dev.berth.broker.helpdesk.Thing.Trace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the audit log as helpdesk asks: around a time, since a time, and about one person. */
@Component
class JdbcHistory {

    private static final String ENTRY = """
            select id, at, actor, address, action, thing_kind, thing, decision, reason, before, after
              from audit_entry
            """;

    /** Nobody remembers a time better than this. */
    private static final int AROUND = 5;

    private static final int LISTED = 50;

    /** So many of a person's latest sessions are looked for in the log. */
    private static final int SESSIONS = 20;

    private final JdbcClient jdbc;

    JdbcHistory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The recorded decisions on this person and thing that are nearest to the time, in the order in which they were. */
    List<Noted> decisionsAround(Person person, Thing thing, Instant at) {
        return Stream.concat(
                        decisions(person, thing, "at <= :at", "at desc", at).stream(),
                        decisions(person, thing, "at > :at", "at", at).stream())
                .sorted(Comparator.comparing(
                        (Noted noted) -> Duration.between(at, noted.at()).abs()))
                .limit(AROUND)
                .sorted(Comparator.comparingLong(Noted::id))
                .toList();
    }

    /** Those of the person, and sign-ins that were refused before anybody knew who it was; each by an index of its own. */
    private List<Noted> decisions(Person person, Thing thing, String side, String order, Instant at) {
        return jdbc.sql("""
                        with known as (
                                 select * from audit_entry
                                  where %1$s and person_id = :person
                                    and (thing_kind, thing) in (select * from unnest(:kinds::text[], :things::text[])
                                                                union all
                                                                select 'session', s.id::text
                                                                  from session s join desktop d on d.id = s.desktop_id
                                                                 where s.person_id = :person
                                                                   and (d.bundle_id::text = :bundle
                                                                            and s.application_id is null
                                                                        or s.application_id::text = :application
                                                                        or s.desktop_id::text = :desktop))
                                  order by %2$s
                                  limit :limit),
                             nobody as (
                                 select * from audit_entry
                                  where %1$s and :signIn and person_id is null and action = 'portal.sign-in'
                                    and lower(actor) = any (:names)
                                  order by %2$s
                                  limit :limit)
                        select id, at, actor, address, action, thing_kind, thing, decision, reason, before, after
                          from (select * from known union all select * from nobody) both_kinds
                        """.formatted(side, order))
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("person", person.id().objectGuid())
                .param("signIn", thing.kind() == ThingKind.SIGN_IN)
                .param("names", names(person))
                .param("kinds", thing.traces().stream().map(Trace::kind).toArray(String[]::new))
                .param("things", thing.traces().stream().map(Trace::id).toArray(String[]::new))
                .param("bundle", idOf(thing, "bundle"))
                .param("application", idOf(thing, "application"))
                .param("desktop", idOf(thing, "desktop"))
                .param("limit", AROUND)
                .query(JdbcHistory::noted)
                .list();
    }

    /** What was changed since, of what decides over the thing: rules, entitlements, the thing itself, the person. */
    List<Noted> changesSince(Person person, Thing thing, Instant at) {
        List<Trace> causes = thing.causes();
        return jdbc.sql(ENTRY + """
                         where at > :at and decision = 'DONE'
                           and (thing_kind = 'ip-access-group'
                                or thing_kind = 'person' and thing = :person
                                or thing_kind = 'entitlement'
                                   and exists (select from unnest(:things::text[]) t
                                                where t <> '' and position(t in concat(before, after)) > 0)
                                or (thing_kind, thing) in (select * from unnest(:kinds::text[], :things::text[])))
                         order by id
                         limit :limit
                        """)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("person", person.id().toString())
                .param("kinds", causes.stream().map(Trace::kind).toArray(String[]::new))
                .param("things", causes.stream().map(Trace::id).toArray(String[]::new))
                .param("limit", LISTED)
                .query(JdbcHistory::noted)
                .list();
    }

    /**
     * What was refused to a person, also at the door before anybody knew who it was, how they came and opened things, and
     * what was done to what is theirs; the latest first.
     * What they did to others, as an admin does, is for auditors.
     */
    List<Noted> of(Person person, int limit) {
        return jdbc.sql(ENTRY + """
                         where id in ((select id from audit_entry
                                        where person_id = :person
                                          and (decision = 'REFUSED' or thing_kind in ('portal', 'session'))
                                        order by at desc limit :limit)
                                      union
                                      (select id from audit_entry
                                        where person_id is null and action = 'portal.sign-in' and lower(actor) = any (:names)
                                        order by at desc limit :limit)
                                      union
                                      (select id from audit_entry where thing_kind = 'person' and thing = :person::text
                                        order by id desc limit :limit)
                                      union
                                      (select e.id
                                         from desktop d
                                         join audit_entry e on e.thing_kind = 'desktop' and e.thing = d.id::text
                                        where d.person_id = :person
                                        order by e.id desc limit :limit)
                                      union
                                      (select e.id
                                         from (select id from session where person_id = :person
                                                order by opened_at desc limit :sessions) s
                                         join audit_entry e on e.thing_kind = 'session' and e.thing = s.id::text
                                        order by e.id desc limit :limit))
                         order by id desc
                         limit :limit
                        """)
                .param("person", person.id().objectGuid())
                .param("names", names(person))
                .param("sessions", SESSIONS)
                .param("limit", limit)
                .query(JdbcHistory::noted)
                .list();
    }

    private static String idOf(Thing thing, String kind) {
        return thing.traces().stream()
                .filter(trace -> trace.kind().equals(kind))
                .map(Trace::id)
                .findFirst()
                .orElse("");
    }

    /** What the person may have typed at the door, in small letters. */
    private static String[] names(Person person) {
        return Stream.of(
                        Optional.of(person.accountName()),
                        Optional.ofNullable(person.userPrincipalName()),
                        Optional.ofNullable(person.mail()))
                .flatMap(Optional::stream)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
    }

    private static Noted noted(ResultSet row, int number) throws SQLException {
        return new Noted(
                row.getLong("id"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("actor"),
                Optional.ofNullable(row.getString("address")),
                row.getString("action"),
                row.getString("thing_kind"),
                row.getString("thing"),
                Outcome.valueOf(row.getString("decision")),
                row.getString("reason"),
                Optional.ofNullable(row.getString("before")),
                Optional.ofNullable(row.getString("after")));
    }
}
