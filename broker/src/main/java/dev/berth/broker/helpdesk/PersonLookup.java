package dev.berth.broker.helpdesk;

import dev.berth.broker.access.JdbcPeople;
import dev.berth.broker.access.KnownPerson;
import dev.berth.broker.directory.Account;
import dev.berth.broker.directory.ActiveDirectory;
import dev.berth.broker.directory.DirectoryException;
import dev.berth.broker.directory.DirectoryInUse;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who is meant by a name as somebody typed it: among those whom Berth knows, and else in the directory. */
@Component
class PersonLookup {

    private static final Logger LOG = LoggerFactory.getLogger(PersonLookup.class);
    private static final String ALLOWED =
            "an account name, a user principal name, a mail address, a display name or an id of somebody";
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final JdbcClient jdbc;
    private final JdbcPeople people;
    private final ActiveDirectory directory;
    private final DirectoryInUse inUse;

    PersonLookup(JdbcClient jdbc, JdbcPeople people, ActiveDirectory directory, DirectoryInUse inUse) {
        this.jdbc = jdbc;
        this.people = people;
        this.directory = directory;
        this.inUse = inUse;
    }

    /** @param known whether Berth has seen the person; if not, this is what the directory says of them */
    record Found(Person person, boolean known) {}

    /** @throws IllegalArgumentException naming the field, the value and what is allowed */
    Found find(String field, String typed) {
        String name = Typed.line(field, typed, ALLOWED);
        return (ID.matcher(name).matches() ? byId(new PersonId(UUID.fromString(name))) : byName(field, name))
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s is '%s'; neither Berth nor the directory knows anybody".formatted(field, Typed.shown(name))
                                + " of that name or id. Allowed is " + ALLOWED + "."));
    }

    private Optional<Found> byId(PersonId id) {
        return people.find(id)
                .map(known -> new Found(known.person(), true))
                .or(() -> asked(() -> directory.find(id).stream().toList()).stream()
                        .findFirst()
                        .map(account -> new Found(account.person(), false)));
    }

    private Optional<Found> byName(String field, String name) {
        String wanted = withoutDomain(field, name);
        List<PersonId> ids = jdbc
                .sql("""
                        select id, case lower(:name) when lower(account_name) then 1
                                                     when lower(upn) then 2
                                                     when lower(account_name || '@' || :domain) then 3
                                                     when lower(mail) then 4
                                                     else 5 end as nearness
                          from person
                         where lower(:name) in (lower(account_name), lower(upn), lower(mail), lower(display_name))
                            or upn = '' and lower(:name) = lower(account_name || '@' || :domain)
                         order by nearness
                        """)
                .param("name", wanted)
                .param("domain", inUse.settings().domain())
                .query((row, number) -> new Near(new PersonId(row.getObject("id", UUID.class)), row.getInt("nearness")))
                .list()
                .stream()
                .collect(Collectors.teeing(
                        Collectors.mapping(Near::nearness, Collectors.minBy(Integer::compare)),
                        Collectors.toList(),
                        (nearest, all) -> all.stream()
                                .filter(near -> nearest.orElseThrow() == near.nearness())
                                .map(Near::id)
                                .toList()));
        if (ids.isEmpty()) {
            return one(field, name, inDirectory(wanted).toList()).map(person -> new Found(person, false));
        }
        return one(
                        field,
                        name,
                        people.find(ids).values().stream()
                                .map(KnownPerson::person)
                                .toList())
                .map(person -> new Found(person, true));
    }

    private record Near(PersonId id, int nearness) {}

    private Stream<Person> inDirectory(String name) {
        return asked(() -> directory.search(name)).stream()
                .map(Account::person)
                .filter(person -> Stream.of(
                                person.accountName(), person.userPrincipalName(), person.mail(), person.displayName())
                        .anyMatch(name::equalsIgnoreCase));
    }

    private static Optional<Person> one(String field, String name, List<Person> found) {
        if (found.size() > 1) {
            throw new IllegalArgumentException(
                    "%s is '%s'; %d people are called so. Write one of their account names: %s."
                            .formatted(
                                    field,
                                    Typed.shown(name),
                                    found.size(),
                                    found.stream()
                                            .map(Person::accountName)
                                            .sorted()
                                            .collect(Collectors.joining(", "))));
        }
        return found.stream().findFirst();
    }

    private String withoutDomain(String field, String name) {
        int backslash = name.indexOf('\\');
        if (backslash < 0) {
            return name;
        }
        String domain = name.substring(0, backslash);
        String ours = inUse.settings().netbios();
        if (!domain.equalsIgnoreCase(ours)
                && !domain.equalsIgnoreCase(inUse.settings().domain())) {
            throw new IllegalArgumentException("%s is '%s'; allowed before the backslash is the domain %s."
                    .formatted(field, Typed.shown(name), ours));
        }
        return name.substring(backslash + 1);
    }

    /** The directory is asked only about people whom Berth does not know; when it is silent, that is said. */
    private static List<Account> asked(java.util.function.Supplier<List<Account>> question) {
        try {
            return question.get();
        } catch (DirectoryException e) {
            throw new IllegalArgumentException(
                    Trouble.noted(
                            LOG,
                            "person is nobody whom Berth knows, and the directory does not answer. Ask again when it"
                                    + " does, or about somebody who has signed in before.",
                            e),
                    e);
        }
    }
}
