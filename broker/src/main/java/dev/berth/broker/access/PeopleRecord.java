package dev.berth.broker.access;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.directory.GroupMembership;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Takes over what the directory says of people, and writes to the audit log what that changes for them: without it nobody
 * could tell later why somebody could open a thing yesterday and cannot today.
 */
@Component
public class PeopleRecord {

    private static final String KIND = "person";

    private final JdbcPeople people;
    private final AuditLog audit;
    private final TransactionOperations transactions;

    public PeopleRecord(JdbcPeople people, AuditLog audit, TransactionOperations transactions) {
        this.people = people;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** Somebody whom the directory just let in. */
    void remember(Person person) {
        transactions.executeWithoutResult(status -> {
            Optional<KnownPerson> before = people.find(person.id());
            people.remember(person);
            before.ifPresent(known -> changed(known, person));
        });
    }

    /** Takes over what the directory says now of somebody who is in; true when that changes what they may do. */
    public boolean refresh(Person person) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            Optional<KnownPerson> before = people.find(person.id());
            boolean changed = people.refresh(person);
            if (changed) {
                before.ifPresent(known -> changed(known, person));
            }
            return changed;
        }));
    }

    /** Keeps somebody out; true when they were not kept out for that reason already. */
    public boolean bar(PersonId person, String why) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            boolean barred = people.bar(person, why);
            if (barred) {
                audit.record(AuditEntry.of(new Actor.Berth(), "person.bar", KIND, person, Outcome.DONE, why));
            }
            return barred;
        }));
    }

    /** The same of the groups of somebody who is kept out. */
    boolean regroup(Person person) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            Optional<KnownPerson> before = people.find(person.id());
            boolean changed = people.regroup(person);
            if (changed) {
                before.filter(known -> !fields(known.person()).equals(fields(person)))
                        .ifPresent(known -> changed(known, person));
            }
            return changed;
        }));
    }

    /** The directory knows the account no more. */
    boolean gone(PersonId person, String why) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            boolean gone = people.gone(person, why);
            if (gone) {
                audit.record(AuditEntry.of(new Actor.Berth(), "person.bar", KIND, person, Outcome.DONE, why));
            }
            return gone;
        }));
    }

    private void changed(KnownPerson before, Person after) {
        Map<String, ?> was = fields(before.person());
        Map<String, ?> is = fields(after);
        if (before.barred().isEmpty() && was.equals(is)) {
            return;
        }
        String sentence = was.equals(is)
                ? "The directory has the account in order again."
                : "The directory says something new of " + after.accountName() + ".";
        audit.record(AuditEntry.of(new Actor.Berth(), "person.change", KIND, after.id(), Outcome.DONE, sentence)
                .changing(was, is));
    }

    private static Map<String, ?> fields(Person person) {
        return Map.of("roles", sorted(person), "groups", groups(person));
    }

    private static List<String> sorted(Person person) {
        return person.roles().stream().map(Enum::name).sorted().toList();
    }

    private static List<String> groups(Person person) {
        return List.copyOf(
                person.groups().stream().map(GroupMembership::name).collect(Collectors.toCollection(TreeSet::new)));
    }
}
