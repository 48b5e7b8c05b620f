package dev.berth.broker.access;

import dev.berth.broker.directory.GroupMembership;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The people whom Berth knows, each as last read from the directory. Decisions rest on these rows and not on what a
 * web session remembers, so that a group taken away counts at once for everything that the person has open.
 */
@Component
public class JdbcPeople {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> ATTRIBUTES = new TypeReference<>() {};
    private static final TypeReference<List<GroupMembership>> MEMBERSHIPS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final Signals signals;
    private final Clock clock;

    public JdbcPeople(JdbcClient jdbc, Signals signals, Clock clock) {
        this.jdbc = jdbc;
        this.signals = signals;
        this.clock = clock;
    }

    /** Writes down a person whom the directory just let in. */
    void remember(Person person) {
        jdbc.sql("""
                        insert into person (id, account_name, upn, display_name, mail, roles, memberships, attributes,
                                            last_seen_at, read_at)
                        values (:id, :account, :upn, :display, :mail, :roles, :memberships::jsonb, :attributes::jsonb,
                                :now, :now)
                        on conflict (id) do update
                           set account_name = excluded.account_name, upn = excluded.upn,
                               display_name = excluded.display_name, mail = excluded.mail, roles = excluded.roles,
                               memberships = excluded.memberships, attributes = excluded.attributes, barred = null, gone_since = null,
                               last_seen_at = excluded.last_seen_at, read_at = excluded.read_at
                        """).params(columns(person)).update();
    }

    /** Somebody whom the directory knows and who has not come in yet; whoever is known already stays as they are. */
    public void introduce(Person person) {
        jdbc.sql("""
                        insert into person (id, account_name, upn, display_name, mail, roles, memberships, attributes,
                                            last_seen_at, read_at)
                        values (:id, :account, :upn, :display, :mail, :roles, :memberships::jsonb, :attributes::jsonb,
                                to_timestamp(0), :now)
                        on conflict (id) do nothing
                        """).params(columns(person)).update();
    }

    /** Takes over what the directory says now of somebody who is in; true when that changes what they may do. */
    public boolean refresh(Person person) {
        return jdbc.sql("""
                        update person
                           set account_name = :account, upn = :upn, display_name = :display, mail = :mail,
                               roles = :roles, memberships = :memberships::jsonb, attributes = :attributes::jsonb,
                               barred = null, gone_since = null, assignments_due = :now
                         where id = :id
                           and (barred is not null or roles <> :roles::text[] or memberships <> :memberships::jsonb
                                or attributes <> :attributes::jsonb)
                        """).params(columns(person)).update() > 0;
    }

    /** The person has come in: what they are assigned is theirs to get. It survives this node. */
    void cameIn(PersonId person) {
        jdbc.sql("update person set assignments_due = :now where id = :id")
                .param("now", utc(clock.instant()))
                .param("id", person.objectGuid())
                .update();
        signals.send(Channel.PERSON, person.toString());
    }

    /** The directory knows the account no more: that keeps the person out, and out of every group. */
    boolean gone(PersonId person, String why) {
        return jdbc.sql("""
                        update person
                           set barred = :why, gone_since = :now, assignments_due = :now
                         where id = :id and (barred is null or gone_since is null)
                        """)
                        .param("id", person.objectGuid())
                        .param("why", why)
                        .param("now", utc(clock.instant()))
                        .update()
                > 0;
    }

    /** The groups of somebody who is kept out: they may have left some, which says nothing of being let in. */
    boolean regroup(Person person) {
        return jdbc.sql("""
                        update person
                           set roles = :roles, memberships = :memberships::jsonb, gone_since = null,
                               assignments_due = :now
                         where id = :id
                           and (gone_since is not null or roles <> :roles::text[]
                                or memberships <> :memberships::jsonb)
                        """)
                        .param("id", person.id().objectGuid())
                        .param("roles", roles(person))
                        .param("memberships", memberships(person))
                        .param("now", utc(clock.instant()))
                        .update()
                > 0;
    }

    /** Keeps the person out until they sign in anew; true when they were not kept out already. */
    public boolean bar(PersonId person, String why) {
        return jdbc.sql("update person set barred = :why where id = :id and barred is null")
                        .param("id", person.objectGuid())
                        .param("why", why)
                        .update()
                > 0;
    }

    public Optional<KnownPerson> find(PersonId person) {
        return Optional.ofNullable(find(Set.of(person)).get(person));
    }

    /** Those of these people whom Berth knows. */
    public Map<PersonId, KnownPerson> find(Collection<PersonId> people) {
        return jdbc
                .sql("""
                        select id, account_name, upn, display_name, mail, roles, memberships, attributes, barred
                          from person
                         where id = any (:ids)
                        """)
                .param("ids", people.stream().map(PersonId::objectGuid).toArray(UUID[]::new))
                .query(JdbcPeople::known)
                .list()
                .stream()
                .collect(Collectors.toMap(known -> known.person().id(), Function.identity()));
    }

    /** Those with a live session, who used the portal lately and may still be signed in, or who answer for a token or an address of the calendar. */
    public Set<PersonId> atWork(Instant lately) {
        return Set.copyOf(jdbc.sql("""
                        select person_id from session where state <> 'ENDED'
                        union
                        select id from person where barred is null and last_seen_at > :lately
                        union
                        select created_by from api_token where revoked_at is null and expires_at > :now
                        union
                        select person_id from calendar_address
                        """)
                .param("lately", utc(lately))
                .param("now", utc(clock.instant()))
                .query((row, number) -> new PersonId(row.getObject("person_id", UUID.class)))
                .list());
    }

    /** The person used the portal. Written at most once a minute, so that it costs a page nothing. */
    void seen(PersonId person) {
        Instant now = clock.instant();
        jdbc.sql("update person set last_seen_at = :now where id = :id and last_seen_at < :stale")
                .param("now", utc(now))
                .param("stale", utc(now.minus(Duration.ofMinutes(1))))
                .param("id", person.objectGuid())
                .update();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private Map<String, @Nullable Object> columns(Person person) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("id", person.id().objectGuid());
        columns.put("account", person.accountName());
        columns.put("upn", person.userPrincipalName() == null ? "" : person.userPrincipalName());
        columns.put("display", person.displayName());
        columns.put("mail", person.mail());
        columns.put("roles", roles(person));
        columns.put("memberships", memberships(person));
        columns.put("attributes", JSON.writeValueAsString(person.attributes()));
        columns.put("now", utc(clock.instant()));
        return columns;
    }

    /** Sorted, so that the same roles are the same array. */
    static String[] roles(Person person) {
        return person.roles().stream().map(Role::name).sorted().toArray(String[]::new);
    }

    static String memberships(Person person) {
        return JSON.writeValueAsString(person.groups().stream()
                .sorted(Comparator.comparing(group -> group.id().sid()))
                .toList());
    }

    private static KnownPerson known(ResultSet row, int number) throws SQLException {
        String upn = row.getString("upn");
        Person person = new Person(
                new PersonId(row.getObject("id", UUID.class)),
                row.getString("account_name"),
                upn.isEmpty() ? null : upn,
                row.getString("display_name"),
                row.getString("mail"),
                Set.copyOf(JSON.readValue(row.getString("memberships"), MEMBERSHIPS)),
                Arrays.stream((String[]) row.getArray("roles").getArray())
                        .map(Role::valueOf)
                        .collect(Collectors.toUnmodifiableSet()),
                JSON.readValue(row.getString("attributes"), ATTRIBUTES));
        return new KnownPerson(person, Optional.ofNullable(row.getString("barred")));
    }
}
