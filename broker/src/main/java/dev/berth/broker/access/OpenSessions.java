package dev.berth.broker.access;

import dev.berth.broker.access.AccessFacts.Opened;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.ipacl.ClientAddress;
import dev.berth.ipacl.LiveSession;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Who is in at the moment, in the words of the address rules. */
@Component
class OpenSessions {

    private final JdbcAccessFacts facts;
    private final JdbcPeople people;

    OpenSessions(JdbcAccessFacts facts, JdbcPeople people) {
        this.facts = facts;
        this.people = people;
    }

    List<LiveSession> all() {
        List<Opened> live = facts.liveSessions();
        Map<PersonId, KnownPerson> owners =
                people.find(live.stream().map(opened -> opened.owned().owner()).collect(Collectors.toSet()));
        return live.stream()
                .flatMap(
                        opened -> Optional.ofNullable(owners.get(opened.owned().owner()))
                                .map(owner -> session(owner.person(), opened))
                                .stream())
                .toList();
    }

    /** The author as an admin of the portal. */
    LiveSession of(Author author) {
        Person person =
                people.find(author.person().id()).map(KnownPerson::person).orElse(author.person());
        return new LiveSession(person.accountName(), author.address(), Places.of(person));
    }

    private static LiveSession session(Person owner, Opened opened) {
        return new LiveSession(
                owner.accountName() + " on " + opened.name() + " (" + opened.reference() + ")",
                ClientAddress.parse("client_address", opened.clientAddress()),
                Places.of(owner, opened.owned().bundle(), opened.owned().bundleName()));
    }
}
