package dev.berth.broker.console;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.console.ListStatement.Join;
import dev.berth.broker.console.ListStatement.Source;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.HostId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Everybody's desktops, a page at a time. */
@Component
public class DesktopList {

    /** Counting stops here. */
    public static final int COUNTED = 10_000;

    /** Counting what a search finds that finds many stops sooner: it walks past those that are not meant. */
    private static final int COUNTED_OF_MANY = 1_000;

    /** More hits of a search than this are looked for while walking through the list, fewer are looked up. */
    private static final int FEW = 1_000;

    private static final String COLUMNS = """
            d.id, d.person_id, p.account_name, p.display_name, d.bundle_id, b.name as bundle_name, d.hostname, d.host_id,
            h.name as host_name, d.state, d.state_reason, d.state_since, d.running_mode, d.vcpus, d.memory_mib,
            d.last_used_at, d.stop_due_at, d.created_at,
            exists(select 1 from session s
                    where s.desktop_id = d.id and s.state in ('OPENING', 'READY', 'CONNECTED')) as in_use
            """;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Source SOURCE = new Source(
            "desktop d",
            List.of(
                    new Join("p", "join person p on p.id = d.person_id"),
                    new Join("b", "join bundle b on b.id = d.bundle_id"),
                    new Join("h", "left join hypervisor_host h on h.id = d.host_id")));

    private final JdbcClient jdbc;
    private final PeopleSearched people;

    public DesktopList(ListDatabase database) {
        this.jdbc = database.jdbc();
        this.people = new PeopleSearched(jdbc);
    }

    /** @param at where the page begins; null for the first one */
    public Slice<ListedDesktop> page(DesktopQuery query, Order<DesktopColumn> order, @Nullable Place at, int limit) {
        return statement(query)
                .page(COLUMNS, order.by().key(), order.descending(), at, Limit.of(limit), DesktopList::read);
    }

    public Count count(DesktopQuery query) {
        return statement(query).count(COUNTED);
    }

    /** Both at once, which searches once. */
    public Sheet<ListedDesktop> sheet(DesktopQuery query, Order<DesktopColumn> order, @Nullable Place at, int limit) {
        ListStatement statement = statement(query);
        return new Sheet<>(
                statement.page(COLUMNS, order.by().key(), order.descending(), at, Limit.of(limit), DesktopList::read),
                statement.count(COUNTED));
    }

    /** Those of these that there are, by the person's name. */
    public List<ListedDesktop> find(Collection<DesktopId> ids) {
        UUID[] wanted = ids.stream().map(DesktopId::value).toArray(UUID[]::new);
        return new ListStatement(jdbc, SOURCE)
                .where("d.id = any (:wanted)", "wanted", wanted)
                .page(COLUMNS, DesktopColumn.PERSON.key(), false, null, Limit.MOST, DesktopList::read)
                .rows();
    }

    private ListStatement statement(DesktopQuery query) {
        var statement = new ListStatement(jdbc, SOURCE);
        statement.where("d.fleet_id is null");
        if (query.states().isEmpty()) {
            statement.where("d.state <> 'TERMINATED'");
        } else {
            statement.where(
                    "d.state = any (:states)",
                    "states",
                    query.states().stream().map(DesktopState::name).sorted().toArray(String[]::new));
        }
        if (query.bundle() != null) {
            statement.where("d.bundle_id = :bundle", "bundle", query.bundle().value());
        }
        if (query.host() != null && !query.host().isBlank()) {
            statement.where(
                    "d.host_id = (select id from hypervisor_host where name = :host or cast(id as text) = :host limit 1)",
                    "host",
                    query.host().strip());
        }
        if (query.mode() != null) {
            statement.where("d.running_mode = :mode", "mode", query.mode().name());
        }
        if (query.person() != null) {
            statement.where("d.person_id = :person", "person", query.person().objectGuid());
        }
        if (query.group() != null && !query.group().isBlank()) {
            members(statement, query.group().strip());
        }
        if (query.unusedSince() != null) {
            statement.where(
                    "d.last_used_at is null or d.last_used_at < :unusedSince",
                    "unusedSince",
                    Times.utc(query.unusedSince()));
        }
        if (query.tag() != null && !query.tag().isBlank()) {
            tagged(statement, query.tag().strip());
        }
        SearchText text = SearchText.of(query.text() == null ? "" : query.text());
        if (!text.isEmpty()) {
            search(statement, text, query.states().contains(DesktopState.TERMINATED));
        }
        return statement;
    }

    private static void tagged(ListStatement statement, String tag) {
        int equals = tag.indexOf('=');
        if (equals < 0) {
            statement.where("jsonb_exists(d.tags, :tag)", "tag", tag);
        } else {
            statement.where(
                    "d.tags @> cast(:tag as jsonb)",
                    "tag",
                    JSON.writeValueAsString(Map.of(
                            tag.substring(0, equals).strip(),
                            tag.substring(equals + 1).strip())));
        }
    }

    private void members(ListStatement statement, String group) {
        Optional<UUID[]> few = people.members(group, FEW);
        if (few.isPresent()) {
            statement.where("d.person_id = any (:members)", "members", few.get());
        } else {
            statement.where(PeopleSearched.MEMBER, "group", PeopleSearched.membership(group));
        }
    }

    private void search(ListStatement statement, SearchText text, boolean terminatedToo) {
        Optional<UUID[]> few = terminatedToo ? Optional.empty() : few(text);
        if (few.isPresent()) {
            statement.where("d.id = any (:found)", "found", few.get());
        } else {
            statement
                    .countingTo(COUNTED_OF_MANY)
                    .with(PeopleSearched.parameters(text))
                    .where(
                            PeopleSearched.condition(text) + " or d.hostname like lower(:hostname)",
                            "hostname",
                            SearchText.containing(text.whole()));
        }
    }

    /** The desktops that the search finds, whatever else is asked; empty when they are many. */
    private Optional<UUID[]> few(SearchText text) {
        Optional<UUID[]> owners = people.few(text, FEW);
        if (owners.isEmpty()) {
            return Optional.empty();
        }
        List<UUID> found = jdbc.sql("""
                        (select id from desktop where person_id = any (:owners) and state <> 'TERMINATED' limit :limit)
                        union all
                        (select id from desktop where hostname like lower(:hostname) and state <> 'TERMINATED' limit :limit)
                        """)
                .param("owners", owners.get())
                .param("hostname", SearchText.containing(text.whole()))
                .param("limit", FEW + 1)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
        return found.size() > FEW ? Optional.empty() : Optional.of(found.toArray(UUID[]::new));
    }

    private static ListedDesktop read(ResultSet row, int number) throws SQLException {
        UUID host = row.getObject("host_id", UUID.class);
        return new ListedDesktop(
                new DesktopId(row.getObject("id", UUID.class)),
                new ListedPerson(
                        new PersonId(row.getObject("person_id", UUID.class)),
                        row.getString("account_name"),
                        row.getString("display_name")),
                new BundleId(row.getObject("bundle_id", UUID.class)),
                row.getString("bundle_name"),
                row.getString("hostname"),
                host == null ? null : new HostId(host),
                row.getString("host_name"),
                DesktopState.valueOf(row.getString("state")),
                row.getString("state_reason"),
                Times.instant(row, "state_since"),
                RunningMode.valueOf(row.getString("running_mode")),
                row.getInt("vcpus"),
                row.getInt("memory_mib"),
                row.getBoolean("in_use"),
                Times.instantOrNull(row, "last_used_at"),
                Times.instantOrNull(row, "stop_due_at"),
                Times.instant(row, "created_at"));
    }
}
