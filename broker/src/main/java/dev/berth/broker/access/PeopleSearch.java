package dev.berth.broker.access;

import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.ipacl.ClientAddress;
import dev.berth.ipacl.InvalidAddressException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds people whom Berth knows, for helpdesk. */
@Component
public class PeopleSearch {

    private static final int LONGEST = 256;

    /** Of the latest sessions from one address, so that one that thousands share costs no more. */
    private static final int FROM_ONE_ADDRESS = 500;

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final JdbcClient jdbc;
    private final JdbcPeople people;

    public PeopleSearch(JdbcClient jdbc, JdbcPeople people) {
        this.jdbc = jdbc;
        this.people = people;
    }

    /**
     * Those whose account, principal, display or mail name has the text in it, who have a desktop of that host name or
     * id, a session of that reference or id, or were at that address lately; by name. An empty text finds those who were
     * here last; a text that nothing can be called finds nobody.
     */
    public List<KnownPerson> find(String text, int limit) {
        String wanted = text.strip();
        if (wanted.length() > LONGEST || wanted.codePoints().anyMatch(PeopleSearch::breaks)) {
            return List.of();
        }
        String small = wanted.toLowerCase(Locale.ROOT);
        List<PersonId> found = jdbc.sql("""
                        select p.id
                          from person p
                          join (select id from person
                                 where :text = ''
                                    or position(:text in lower(account_name || ' ' || display_name || ' ' || upn || ' '
                                                               || coalesce(mail, ''))) > 0
                                    or id = :id::uuid
                                union
                                select person_id from session where reference = :reference or id = :id::uuid
                                union
                                (select person_id from session where client_address = :address
                                  order by opened_at desc limit :sessions)
                                union
                                select person_id from desktop where hostname = :text and state <> 'TERMINATED'
                                union
                                select person_id from desktop where id = :id::uuid) hit on hit.id = p.id
                         order by p.last_seen_at desc
                         limit :limit
                        """)
                .param("text", withoutDomain(small))
                .param("id", ID.matcher(small).matches() ? UUID.fromString(small) : null)
                .param("reference", reference(wanted))
                .param("address", address(wanted))
                .param("sessions", FROM_ONE_ADDRESS)
                .param("limit", limit)
                .query((row, number) -> new PersonId(row.getObject("id", UUID.class)))
                .list();
        return people.find(found).values().stream()
                .sorted(Comparator.comparing(KnownPerson::person, Comparator.comparing(Person::displayName)))
                .toList();
    }

    /** {@code alice} of {@code CORP\alice}. */
    private static String withoutDomain(String text) {
        String account = text.substring(text.indexOf('\\') + 1);
        return account.isEmpty() ? text : account;
    }

    /** As it is kept, however it is typed: {@code k7q2mx} is {@code K7Q-2MX}. */
    private static String reference(String text) {
        String plain = text.replace("-", "").toUpperCase(Locale.ROOT);
        return plain.length() == 6 ? plain.substring(0, 3) + "-" + plain.substring(3) : plain;
    }

    /** As addresses are kept; null when the text is none. */
    private static @Nullable String address(String text) {
        try {
            return ClientAddress.parse("address", text).toString();
        } catch (InvalidAddressException e) {
            return null;
        }
    }

    private static boolean breaks(int character) {
        return Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE;
    }
}
