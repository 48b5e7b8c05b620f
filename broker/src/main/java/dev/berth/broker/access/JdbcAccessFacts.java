package dev.berth.broker.access;

import dev.berth.broker.access.AccessFacts.Grant;
import dev.berth.broker.access.AccessFacts.Offered;
import dev.berth.broker.access.AccessFacts.Opened;
import dev.berth.broker.access.AccessFacts.Owned;
import dev.berth.broker.access.AccessFacts.Served;
import dev.berth.broker.access.AccessFacts.Weighed;
import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads, in one query each, what a decision needs. */
@Component
class JdbcAccessFacts {

    private static final String OFFERED = """
            select b.id as bundle_id, b.name as bundle_name, coalesce(a.name, b.name) as name,
                   b.enabled and coalesce(a.enabled, b.shows_desktop) as enabled,
                   e.subject_kind, e.subject, e.subject_label, d.state as desktop_state,
                   (select count(*) from session s
                     where s.person_id = :person and s.state <> 'ENDED'
                       and (s.desktop_id, s.application_id is null) is distinct from (d.id, a.id is null)) as other_sessions,
                   f.enabled as fleet_enabled,
                   f.id is null or d.id is not null
                       or exists (select from desktop i
                                   where i.fleet_id = f.id and i.person_id is null and i.spent_at is null
                                     and i.wanted <> 'TERMINATED'
                                     and i.state in ('AVAILABLE', 'STOPPED', 'STOPPING', 'STARTING', 'PENDING')
                                     and (i.host_id is null
                                          or i.host_id in (select h.id from hypervisor_host h
                                                            where h.reachable and h.state <> 'LOST')))
                       or (select count(*) from desktop i
                            where i.fleet_id = f.id and i.spent_at is null
                              and i.state not in ('TERMINATING', 'TERMINATED'))
                          < greatest(f.most, (select max((r ->> 'most')::integer)
                                                from jsonb_array_elements(f.schedule) r)) as fleet_has_room
              from bundle b
              left join fleet f on f.bundle_id = b.id
              left join application a on a.id = :application::uuid
              left join desktop d
                on d.bundle_id = b.id and d.person_id = :person and d.state <> 'TERMINATED'
               and (d.fleet_id is null or d.spent_at is null and d.state <> 'TERMINATING')
              left join person p on p.id = :person
              left join lateral (select t.*
                                   from entitlements_to(:person, coalesce(p.roles, :roles::text[]),
                                                        coalesce(p.memberships, :memberships::jsonb), b.id, a.id) t
                                  where t.gives
                                  order by t.nearness, t.subject_label
                                  limit 1) e on true
             where b.id = coalesce(a.bundle_id, :bundle::uuid)
            """;

    /** Of several applications one is enough: those that are lost are closed alone. */
    private static final String OPENED = """
            select s.id, s.reference, s.state, s.client_address, s.person_id, p.account_name,
                   b.id as bundle_id, b.name as bundle_name, s.application_id,
                   coalesce(counts.name, b.name) as name, e.subject_kind, e.subject, e.subject_label
              from session s
              join person p on p.id = s.person_id
              join desktop d on d.id = s.desktop_id
              join bundle b on b.id = d.bundle_id
              left join lateral (select a.id, a.name
                                   from (select s.application_id as id
                                          union
                                         select j.application_id from session_application j
                                          where j.session_id = s.id and s.state <> 'ENDED' and j.failure is null) o
                                   join application a on a.id = o.id
                                  order by exists (select from entitled_through(s.person_id, b.id, a.id)) desc,
                                           a.id = s.application_id desc
                                  limit 1) counts on true
              left join lateral entitled_through(s.person_id, b.id, counts.id) e on true
            """;

    private final JdbcClient jdbc;

    JdbcAccessFacts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What the row of a person says counts; of somebody who has none, what the {@link Person} says. */
    Optional<Offered> bundle(BundleId bundle, Person person) {
        return offered(bundle.value(), null, person);
    }

    Optional<Offered> application(ApplicationId application, Person person) {
        return offered(null, application.value(), person);
    }

    /** Every entitlement to the thing, those that give it to the person first. */
    List<Weighed> entitlements(Person person, BundleId bundle, Optional<ApplicationId> application) {
        return jdbc.sql("""
                        select t.subject_kind, t.subject, t.subject_label, t.gives
                          from (select 1) one
                          left join person p on p.id = :person
                         cross join lateral entitlements_to(:person, coalesce(p.roles, :roles::text[]),
                                                            coalesce(p.memberships, :memberships::jsonb),
                                                            :bundle, :application::uuid) t
                         order by not t.gives, t.nearness, t.subject_label
                        """)
                .param("person", person.id().objectGuid())
                .param("roles", JdbcPeople.roles(person))
                .param("memberships", JdbcPeople.memberships(person))
                .param("bundle", bundle.value())
                .param("application", application.map(ApplicationId::value).orElse(null))
                .query((row, number) -> new Weighed(
                        new Grant(
                                row.getString("subject_kind"),
                                row.getString("subject"),
                                row.getString("subject_label")),
                        row.getBoolean("gives")))
                .list();
    }

    Optional<Owned> desktop(DesktopId desktop) {
        return jdbc.sql("""
                        select d.person_id, p.account_name, b.id as bundle_id, b.name as bundle_name
                          from desktop d
                          join person p on p.id = d.person_id
                          join bundle b on b.id = d.bundle_id
                         where d.id = :desktop and d.fleet_id is null
                        """)
                .param("desktop", desktop.value())
                .query(JdbcAccessFacts::owned)
                .optional();
    }

    Optional<Served> served(DesktopId desktop) {
        return jdbc.sql("""
                        select d.person_id, p.account_name, b.id as bundle_id, b.name as bundle_name, d.state,
                               d.created_at, e.subject_kind, e.subject, e.subject_label,
                               (select max(u.at) from self_service_use u where u.desktop_id = d.id) as last_change,
                               (select max(u.at) from self_service_use u
                                 where u.desktop_id = d.id and u.smaller) as last_smaller
                          from desktop d
                          join person p on p.id = d.person_id
                          join bundle b on b.id = d.bundle_id
                          left join lateral entitled_through(d.person_id, b.id, null) e on true
                         where d.id = :desktop and d.fleet_id is null and d.state <> 'TERMINATED'
                        """)
                .param("desktop", desktop.value())
                .query(JdbcAccessFacts::served)
                .optional();
    }

    Optional<Opened> session(SessionId session) {
        return jdbc.sql(OPENED + "where s.id = :session")
                .param("session", session.value())
                .query(JdbcAccessFacts::opened)
                .optional();
    }

    List<Opened> liveSessions() {
        return jdbc.sql(OPENED + "where s.state <> 'ENDED' order by s.opened_at")
                .query(JdbcAccessFacts::opened)
                .list();
    }

    Optional<BundleId> bundleOf(ApplicationId application) {
        return jdbc.sql("select bundle_id from application where id = :application")
                .param("application", application.value())
                .query((row, number) -> new BundleId(row.getObject("bundle_id", UUID.class)))
                .optional();
    }

    /** What the person has open, each as helpdesk names it. */
    List<String> openSessions(PersonId person) {
        return jdbc.sql("""
                        select coalesce(a.name, b.name) || ' (' || s.reference || ')' as name
                          from session s
                          join desktop d on d.id = s.desktop_id
                          join bundle b on b.id = d.bundle_id
                          left join application a on a.id = s.application_id
                         where s.person_id = :person and s.state <> 'ENDED'
                         order by s.opened_at
                        """)
                .param("person", person.objectGuid())
                .query((row, number) -> row.getString("name"))
                .list();
    }

    private Optional<Offered> offered(@Nullable UUID bundle, @Nullable UUID application, Person person) {
        return jdbc.sql(OFFERED)
                .param("bundle", bundle)
                .param("application", application)
                .param("person", person.id().objectGuid())
                .param("roles", JdbcPeople.roles(person))
                .param("memberships", JdbcPeople.memberships(person))
                .query(JdbcAccessFacts::offered)
                .optional();
    }

    private static Offered offered(ResultSet row, int number) throws SQLException {
        return new Offered(
                new BundleId(row.getObject("bundle_id", UUID.class)),
                row.getString("bundle_name"),
                row.getString("name"),
                row.getBoolean("enabled"),
                grant(row),
                Optional.ofNullable(row.getString("desktop_state")).map(DesktopState::valueOf),
                row.getInt("other_sessions"),
                Optional.ofNullable(row.getObject("fleet_enabled", Boolean.class)),
                row.getBoolean("fleet_has_room"));
    }

    private static Owned owned(ResultSet row, int number) throws SQLException {
        return new Owned(
                new PersonId(row.getObject("person_id", UUID.class)),
                row.getString("account_name"),
                new BundleId(row.getObject("bundle_id", UUID.class)),
                row.getString("bundle_name"));
    }

    private static Served served(ResultSet row, int number) throws SQLException {
        return new Served(
                owned(row, number),
                DesktopState.valueOf(row.getString("state")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                grant(row),
                Optional.ofNullable(row.getObject("last_change", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getObject("last_smaller", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }

    private static Opened opened(ResultSet row, int number) throws SQLException {
        return new Opened(
                new SessionId(row.getObject("id", UUID.class)),
                row.getString("reference"),
                owned(row, number),
                Optional.ofNullable(row.getObject("application_id", UUID.class)).map(ApplicationId::new),
                row.getString("name"),
                !row.getString("state").equals("ENDED"),
                row.getString("client_address"),
                grant(row));
    }

    private static Optional<Grant> grant(ResultSet row) throws SQLException {
        String kind = row.getString("subject_kind");
        return kind == null
                ? Optional.empty()
                : Optional.of(new Grant(kind, row.getString("subject"), row.getString("subject_label")));
    }
}
