package dev.berth.broker.console;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.console.ListStatement.Join;
import dev.berth.broker.console.ListStatement.Source;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.session.SessionState;
import dev.berth.broker.session.TerminationReason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Everybody's sessions, live and past, a page at a time. */
@Component
public class SessionList {

    /** Counting stops here. */
    public static final int COUNTED = 1_000;

    /** The sessions of so many people are looked up; of more, the list is walked through. */
    private static final int FEW_PEOPLE = 200;

    /** Counting what a search finds that finds many people stops sooner: it walks past those who are not meant. */
    private static final int COUNTED_OF_MANY = 200;

    private static final String COLUMNS = """
            s.id, s.reference, s.person_id, p.account_name, p.display_name, s.desktop_id, d.hostname, b.name as bundle_name,
            a.name as application, h.name as host_name, s.client_address, s.state, s.termination_reason, s.failure,
            s.opened_at, s.connected_at, s.ended_at
            """;

    private static final Source SOURCE = new Source(
            "session s",
            List.of(
                    new Join("p", "join person p on p.id = s.person_id"),
                    new Join("d", "join desktop d on d.id = s.desktop_id"),
                    new Join("b", "join bundle b on b.id = d.bundle_id"),
                    new Join("a", "left join application a on a.id = s.application_id"),
                    new Join("h", "left join hypervisor_host h on h.id = d.host_id")));

    private final JdbcClient jdbc;
    private final PeopleSearched people;

    public SessionList(ListDatabase database) {
        this.jdbc = database.jdbc();
        this.people = new PeopleSearched(jdbc);
    }

    /** @param at where the page begins; null for the first one */
    public Slice<ListedSession> page(SessionQuery query, Order<SessionColumn> order, @Nullable Place at, int limit) {
        return statement(query)
                .page(COLUMNS, order.by().key(), order.descending(), at, Limit.of(limit), SessionList::read);
    }

    public Count count(SessionQuery query) {
        return statement(query).count(COUNTED);
    }

    /** Both at once, which searches once. */
    public Sheet<ListedSession> sheet(SessionQuery query, Order<SessionColumn> order, @Nullable Place at, int limit) {
        ListStatement statement = statement(query);
        return new Sheet<>(
                statement.page(COLUMNS, order.by().key(), order.descending(), at, Limit.of(limit), SessionList::read),
                statement.count(COUNTED));
    }

    private ListStatement statement(SessionQuery query) {
        var statement = new ListStatement(jdbc, SOURCE);
        if (!query.past()) {
            statement.where("s.state <> 'ENDED'");
        }
        if (query.state() != null) {
            statement.where("s.state = :state", "state", query.state().name());
        }
        if (query.reason() != null) {
            statement.where(
                    "s.termination_reason = :reason", "reason", query.reason().name());
        }
        if (query.person() != null) {
            statement.where("s.person_id = :person", "person", query.person().objectGuid());
        }
        if (query.desktop() != null) {
            statement.where(
                    "s.desktop_id = :desktop", "desktop", query.desktop().value());
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
        if (query.opened().since() != null) {
            statement.where(
                    "s.opened_at >= :since", "since", Times.utc(query.opened().since()));
        }
        if (query.opened().until() != null) {
            statement.where(
                    "s.opened_at < :until", "until", Times.utc(query.opened().until()));
        }
        SearchText text = SearchText.of(query.text() == null ? "" : query.text());
        if (!text.isEmpty()) {
            search(statement, text);
        }
        return statement;
    }

    private void search(ListStatement statement, SearchText text) {
        Optional<UUID[]> few = people.few(text, FEW_PEOPLE);
        String person;
        if (few.isPresent()) {
            person = "s.person_id = any (:found)";
            statement.with(Map.of("found", few.get()));
        } else {
            person = PeopleSearched.condition(text);
            statement.countingTo(COUNTED_OF_MANY).with(PeopleSearched.parameters(text));
        }
        statement
                .with(Map.of("address", SearchText.beginning(text.whole())))
                .where(
                        person + " or s.reference = upper(:reference) or s.client_address like :address",
                        "reference",
                        text.whole());
    }

    private static ListedSession read(ResultSet row, int number) throws SQLException {
        String reason = row.getString("termination_reason");
        return new ListedSession(
                new SessionId(row.getObject("id", UUID.class)),
                row.getString("reference"),
                new ListedPerson(
                        new PersonId(row.getObject("person_id", UUID.class)),
                        row.getString("account_name"),
                        row.getString("display_name")),
                new DesktopId(row.getObject("desktop_id", UUID.class)),
                row.getString("hostname"),
                row.getString("bundle_name"),
                row.getString("application"),
                row.getString("host_name"),
                row.getString("client_address"),
                SessionState.valueOf(row.getString("state")),
                reason == null ? null : TerminationReason.valueOf(reason),
                row.getString("failure"),
                Times.instant(row, "opened_at"),
                Times.instantOrNull(row, "connected_at"),
                Times.instantOrNull(row, "ended_at"));
    }
}
