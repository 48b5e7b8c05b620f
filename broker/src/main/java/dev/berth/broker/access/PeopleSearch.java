package dev.berth.broker.access;

import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds people whom Berth knows, for helpdesk. */
@Component
public class PeopleSearch {

    private final JdbcClient jdbc;
    private final JdbcPeople people;

    public PeopleSearch(JdbcClient jdbc, JdbcPeople people) {
        this.jdbc = jdbc;
        this.people = people;
    }

    /**
     * Those whose account, display or mail name has the text in it, who has a session with that reference, or who was
     * at that address; by name. An empty text finds those who were here last.
     */
    public List<KnownPerson> find(String text, int limit) {
        List<PersonId> found = jdbc.sql("""
                        select p.id
                          from person p
                         where :text = ''
                            or position(lower(:text) in lower(p.account_name || ' ' || p.display_name || ' '
                                                             || p.upn || ' ' || coalesce(p.mail, ''))) > 0
                            or exists(select 1 from session s
                                       where s.person_id = p.id
                                         and (upper(s.reference) = upper(:text) or s.client_address = :text))
                         order by p.last_seen_at desc
                         limit :limit
                        """)
                .param("text", text.strip())
                .param("limit", limit)
                .query((row, number) -> new PersonId(row.getObject("id", UUID.class)))
                .list();
        return people.find(found).values().stream()
                .sorted(Comparator.comparing(KnownPerson::person, Comparator.comparing(Person::displayName)))
                .toList();
    }
}
