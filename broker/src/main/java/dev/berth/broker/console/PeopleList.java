package dev.berth.broker.console;

import dev.berth.broker.console.ListStatement.Source;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Everybody whom Berth knows, a page at a time. */
@Component
public class PeopleList {

    /** Counting stops here. */
    public static final int COUNTED = 10_000;

    private static final String COLUMNS = """
            p.id, p.account_name, p.display_name, p.mail, p.roles, p.barred, p.last_seen_at,
            (select count(*) from desktop d where d.person_id = p.id and d.state <> 'TERMINATED') as desktops,
            (select count(*) from session s where s.person_id = p.id and s.state <> 'ENDED') as live
            """;

    private static final Source SOURCE = new Source("person p", List.of());

    private final JdbcClient jdbc;

    public PeopleList(ListDatabase database) {
        this.jdbc = database.jdbc();
    }

    /** @param at where the page begins; null for the first one */
    public Slice<ListedAccount> page(PeopleQuery query, Order<PersonColumn> order, @Nullable Place at, int limit) {
        return statement(query)
                .page(COLUMNS, order.by().key(), order.descending(), at, Limit.of(limit), PeopleList::read);
    }

    public Count count(PeopleQuery query) {
        return statement(query).count(COUNTED);
    }

    private ListStatement statement(PeopleQuery query) {
        var statement = new ListStatement(jdbc, SOURCE);
        if (query.role() != null) {
            statement.where(
                    "p.roles @> array[cast(:role as text)]",
                    "role",
                    query.role().name());
        }
        if (query.group() != null && !query.group().isBlank()) {
            statement.where(
                    PeopleSearched.MEMBER,
                    "group",
                    PeopleSearched.membership(query.group().strip()));
        }
        if (query.barred() != null) {
            statement.where(query.barred() ? "p.barred is not null" : "p.barred is null");
        }
        if (query.unseenSince() != null) {
            statement.where("p.last_seen_at < :unseenSince", "unseenSince", Times.utc(query.unseenSince()));
        }
        SearchText text = SearchText.of(query.text() == null ? "" : query.text());
        if (!text.isEmpty()) {
            statement.with(PeopleSearched.parameters(text)).where(PeopleSearched.condition(text));
        }
        return statement;
    }

    private static ListedAccount read(ResultSet row, int number) throws SQLException {
        return new ListedAccount(
                new ListedPerson(
                        new PersonId(row.getObject("id", UUID.class)),
                        row.getString("account_name"),
                        row.getString("display_name")),
                row.getString("mail"),
                Arrays.stream((String[]) row.getArray("roles").getArray())
                        .map(Role::valueOf)
                        .collect(Collectors.toUnmodifiableSet()),
                row.getString("barred"),
                Times.instant(row, "last_seen_at"),
                row.getInt("desktops"),
                row.getInt("live"));
    }
}
