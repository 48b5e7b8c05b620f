package dev.berth.broker.assignment;

import dev.berth.broker.assignment.SettlementPlan.Facts;
import dev.berth.broker.assignment.SettlementPlan.Given;
import dev.berth.broker.assignment.SettlementPlan.Held;
import dev.berth.broker.catalog.EntitlementId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whose assignments want looking at, and what there is to know of them. */
@Component
class JdbcSettlements {

    /** A person who was seen so lately may still be in. */
    private static final Duration AT_WORK = Duration.ofHours(12);

    private final JdbcClient jdbc;
    private final JdbcAssignments assignments;

    JdbcSettlements(JdbcClient jdbc, JdbcAssignments assignments) {
        this.jdbc = jdbc;
        this.assignments = assignments;
    }

    List<PersonId> due(Instant now, int limit) {
        return jdbc.sql("""
                        select id from person
                         where assignments_due <= :now
                         order by assignments_due
                         limit :limit
                        """)
                .param("now", utc(now))
                .param("limit", limit)
                .query(JdbcSettlements::person)
                .list();
    }

    /** Takes the person within this transaction, unless another node has them or nothing is due any more. */
    boolean take(PersonId person) {
        return jdbc.sql("""
                        update person set assignments_due = null
                         where id = (select id from person
                                      where id = :person and assignments_due is not null
                                        for update skip locked)
                        """).param("person", person.objectGuid()).update() == 1;
    }

    /** Takes the person within this transaction, due or not, once nobody else has them. */
    void takeAnyway(PersonId person) {
        jdbc.sql("update person set assignments_due = null where id = :person")
                .param("person", person.objectGuid())
                .update();
    }

    /** Has the person looked at again, then at the earliest. */
    void again(PersonId person, Instant then) {
        jdbc.sql("update person set assignments_due = :then where id = :person")
                .param("person", person.objectGuid())
                .param("then", utc(then))
                .update();
    }

    /**
     * People who have desktops under assignments and of whom the directory has told nothing since, the longest ago first:
     * those who left do not sign in any more.
     */
    List<PersonId> unread(Instant since, int limit) {
        return jdbc.sql("""
                        select p.id
                          from person p
                         where (p.read_at is null or p.read_at < :since)
                           and exists(select 1
                                        from desktop d
                                        join assigned_desktop h on h.desktop_id = d.id
                                       where d.person_id = p.id and d.state <> 'TERMINATED')
                         order by p.read_at nulls first
                         limit :limit
                        """)
                .param("since", utc(since))
                .param("limit", limit)
                .query(JdbcSettlements::person)
                .list();
    }

    /** The directory has told of these people; what their desktops stand on is looked at anew, for that can change too. */
    void read(List<PersonId> people, Instant now) {
        jdbc.sql(
                        "update person set read_at = :now, assignments_due = coalesce(assignments_due, :now) where id = any (:ids)")
                .param("now", utc(now))
                .param("ids", people.stream().map(PersonId::objectGuid).toArray(UUID[]::new))
                .update();
    }

    void hold(DesktopId desktop, List<Assignment> under, Instant now) {
        jdbc.sql("""
                        insert into assigned_desktop (desktop_id, assignment_id, since)
                        select :desktop, entitlement_id, :now from assignment where entitlement_id = any (:ids)
                            on conflict do nothing
                        """)
                .param("desktop", desktop.value())
                .param("ids", under.stream().map(one -> one.id().value()).toArray(UUID[]::new))
                .param("now", utc(now))
                .update();
    }

    Facts facts(PersonId person, Instant now) {
        Map<EntitlementId, Assignment> all =
                assignments.list().stream().collect(Collectors.toMap(Assignment::id, Function.identity()));
        return new Facts(here(person, now), given(person, all), held(person, all));
    }

    private boolean here(PersonId person, Instant now) {
        return jdbc.sql("""
                        select barred is null and gone_since is null and last_seen_at > :lately
                          from person where id = :person
                        """)
                .param("person", person.objectGuid())
                .param("lately", utc(now.minus(AT_WORK)))
                .query(Boolean.class)
                .single();
    }

    /** In the order of bundles, so that two people's desktops are named in the same order and nobody waits in a ring. */
    private List<Given> given(PersonId person, Map<EntitlementId, Assignment> all) {
        return jdbc
                .sql("""
                        select e.id, d.id as desktop_id, kept.id as kept_id
                          from assignment a
                          join entitlement e on e.id = a.entitlement_id
                          join bundle b on b.id = e.bundle_id and b.enabled
                          join person p on p.id = :person and p.gone_since is null
                          left join desktop d
                            on d.person_id = p.id and d.bundle_id = e.bundle_id and d.state <> 'TERMINATED'
                          left join lateral (
                               select t.id
                                 from desktop t
                                 join leaving l on l.desktop_id = t.id and l.policy = 'TERMINATE' and l.acted_at is not null
                                where t.person_id = p.id and t.bundle_id = e.bundle_id and t.state = 'TERMINATED'
                                  and t.kept_until is not null and t.forgetting_since is null
                                  and not exists (select from desktop o
                                                   where o.hostname = t.hostname and o.state <> 'TERMINATED')
                                order by l.acted_at desc
                                limit 1) kept on true
                         where case e.subject_kind
                                   when 'GROUP' then exists (select from jsonb_array_elements(p.memberships) m
                                                              where m -> 'id' ->> 'sid' = e.subject)
                                   else e.subject_kind = 'PERSON' and e.subject = p.id::text
                               end
                         order by e.bundle_id, e.subject_kind desc, e.subject_label, e.id
                        """)
                .param("person", person.objectGuid())
                .query((row, number) -> given(row, all.get(new EntitlementId(row.getObject("id", UUID.class)))))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** Empty where the assignment was withdrawn meanwhile. */
    private static Optional<Given> given(ResultSet row, @Nullable Assignment assignment) throws SQLException {
        return assignment == null
                ? Optional.empty()
                : Optional.of(new Given(assignment, desktop(row, "desktop_id"), desktop(row, "kept_id")));
    }

    private static Optional<DesktopId> desktop(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, UUID.class)).map(DesktopId::new);
    }

    private List<Held> held(PersonId person, Map<EntitlementId, Assignment> all) {
        return jdbc.sql("""
                        select d.id,
                               p.gone_since is null
                                   and exists(select from entitled_through(p.id, d.bundle_id, null)) as entitled,
                               exists(select from leaving l where l.desktop_id = d.id) as leaving,
                               array(select h.assignment_id
                                       from assigned_desktop h
                                       join entitlement e on e.id = h.assignment_id and e.bundle_id = d.bundle_id
                                      where h.desktop_id = d.id) as held
                          from desktop d
                          join person p on p.id = d.person_id
                         where d.person_id = :person and d.state not in ('TERMINATING', 'TERMINATED')
                           and exists(select from assigned_desktop h where h.desktop_id = d.id)
                         order by d.id
                        """)
                .param("person", person.objectGuid())
                .query((row, number) -> new Held(
                        new DesktopId(row.getObject("id", UUID.class)),
                        row.getBoolean("entitled"),
                        row.getBoolean("leaving"),
                        under(row, all)))
                .list();
    }

    private static List<Assignment> under(ResultSet row, Map<EntitlementId, Assignment> all) throws SQLException {
        return Arrays.stream((UUID[]) row.getArray("held").getArray())
                .flatMap(id -> Optional.ofNullable(all.get(new EntitlementId(id))).stream())
                .toList();
    }

    private static PersonId person(ResultSet row, int number) throws SQLException {
        return new PersonId(row.getObject("id", UUID.class));
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
