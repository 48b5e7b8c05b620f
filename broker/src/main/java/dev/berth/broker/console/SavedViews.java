package dev.berth.broker.console;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.Field;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Views of lists that people keep for themselves, or share with everybody who sees the list. */
@Component
public class SavedViews {

    private static final int MOST = 50;
    private static final int LONGEST_QUERY = 2_000;

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final RegionSettings region;
    private final Clock clock;

    public SavedViews(JdbcClient jdbc, AuditLog audit, RegionSettings region, Clock clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.region = region;
        this.clock = clock;
    }

    /** The person's own and the shared ones, by name. */
    public List<SavedView> of(PersonId person, ListKind list) {
        return jdbc.sql("""
                        select v.id, v.list, v.name, v.query, v.shared, p.display_name, v.person_id = :person as mine
                          from saved_view v
                          join person p on p.id = v.person_id
                         where v.list = :list and (v.person_id = :person or v.shared)
                         order by lower(v.name), v.created_at
                        """)
                .param("person", person.objectGuid())
                .param("list", list.name())
                .query(SavedViews::view)
                .list();
    }

    /** Keeps a view; one of the same person, list and name is replaced. */
    public UUID save(Person person, ListKind list, String name, String query, boolean shared) {
        String line = Field.line("name", name, 100);
        if (query.length() > LONGEST_QUERY) {
            throw new IllegalArgumentException(
                    "query has %d characters; allowed are %d.".formatted(query.length(), LONGEST_QUERY));
        }
        if (of(person.id(), list).stream().filter(SavedView::mine).count() >= MOST) {
            throw new ChangeRefusedException("You have " + MOST + " views of this list; delete one first.");
        }
        UUID id = jdbc.sql("""
                        insert into saved_view (id, home_region, person_id, list, name, query, shared, created_at)
                        values (:id, :region, :person, :list, :name, :query, :shared, :now)
                        on conflict (person_id, list, lower(name)) do update
                           set name = excluded.name, query = excluded.query, shared = excluded.shared
                        returning id
                        """)
                .param("id", UUID.randomUUID())
                .param("region", region.name())
                .param("person", person.id().objectGuid())
                .param("list", list.name())
                .param("name", line)
                .param("query", query)
                .param("shared", shared)
                .param("now", Times.utc(clock.instant()))
                .query(UUID.class)
                .single();
        audit.record(AuditEntry.of(Actor.of(person), "view.save", "view", id, Outcome.DONE, "Done.")
                .changing(null, Map.of("list", list, "name", line, "query", query, "shared", shared)));
        return id;
    }

    /** Only one's own. */
    public void delete(Person person, UUID id) {
        int deleted = jdbc.sql("delete from saved_view where id = :id and person_id = :person")
                .param("id", id)
                .param("person", person.id().objectGuid())
                .update();
        if (deleted == 0) {
            throw new NotFoundException("view", id);
        }
        audit.record(AuditEntry.of(Actor.of(person), "view.delete", "view", id, Outcome.DONE, "Done."));
    }

    private static SavedView view(ResultSet row, int number) throws SQLException {
        return new SavedView(
                row.getObject("id", UUID.class),
                ListKind.valueOf(row.getString("list")),
                row.getString("name"),
                row.getString("query"),
                row.getBoolean("shared"),
                row.getString("display_name"),
                row.getBoolean("mine"));
    }
}
