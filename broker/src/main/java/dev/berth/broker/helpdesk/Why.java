package dev.berth.broker.helpdesk;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.Intent;
import dev.berth.broker.directory.AccountState;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.SignInRefusal;
import dev.berth.broker.directory.Standing;
import dev.berth.broker.helpdesk.PersonLookup.Found;
import dev.berth.broker.helpdesk.WhyAnswer.DirectoryFinding;
import dev.berth.broker.helpdesk.WhyAnswer.Past;
import dev.berth.broker.power.PowerStandings;
import dev.berth.ipacl.ClientAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Answers why somebody may use something or may not. What decides is {@link Access} and the directory themselves; this
 * asks them in somebody else's name, and writes nothing down as that person's doing.
 */
@Component
public class Why {

    private final Named named;
    private final DirectoryLook directory;
    private final Access access;
    private final JdbcHistory history;
    private final PowerStandings power;
    private final Clock clock;

    Why(Named named, DirectoryLook directory, Access access, JdbcHistory history, PowerStandings power, Clock clock) {
        this.named = named;
        this.directory = directory;
        this.access = access;
        this.history = history;
        this.power = power;
        this.clock = clock;
    }

    /** Who and what is meant by what was typed. */
    @Component
    record Named(PersonLookup people, ThingLookup things) {}

    /** @throws IllegalArgumentException for a question that cannot be read, naming the field, the value and what is allowed */
    public WhyAnswer answer(WhyQuestion question) {
        Instant now = clock.instant();
        ThingKind kind = ThingKind.parse("kind", question.kind());
        Optional<Instant> asked = AskedTime.parse(question.time(), now);
        ClientAddress address =
                ClientAddress.parse("address", question.address().strip());
        Found found = named.people().find("person", question.person());
        Thing thing = named.things().find(kind, "thing", question.thing());
        Standpoint standpoint = standpoint(found.person(), thing);
        return new WhyAnswer(
                found.person(),
                found.known(),
                kind,
                thing.name(),
                address,
                now,
                standpoint.findings(),
                thing.intents().stream()
                        .map(intent -> access.why(standpoint.person(), address, intent))
                        .toList(),
                thing.desktop().flatMap(power::of),
                asked.map(at -> new Past(
                        at,
                        history.decisionsAround(found.person(), thing, at),
                        history.changesSince(found.person(), thing, at))));
    }

    /** @param person as a decision at this moment would take them */
    private record Standpoint(Person person, List<DirectoryFinding> findings) {}

    /** Coming in rests on what the directory says at that moment, everything else on what it last said. */
    private Standpoint standpoint(Person person, Thing thing) {
        if (thing.intents().stream().noneMatch(Intent.SignIn.class::isInstance)) {
            return new Standpoint(person, List.of());
        }
        return switch (directory.look(person.id())) {
            case Standing.Known known ->
                new Standpoint(
                        known.account().person(),
                        findings(known.account().person(), known.account().state()));
            case Standing.Gone gone ->
                new Standpoint(
                        person,
                        List.of(
                                new DirectoryFinding(
                                        "The account " + person.accountName() + " is not in the directory any more.",
                                        Optional.of("account-gone"),
                                        List.of(
                                                "Restore the account in the directory; a new one of the same name is somebody else."))));
            case Standing.Unknown unknown ->
                new Standpoint(
                        person,
                        List.of(new DirectoryFinding(
                                unknown.reason(),
                                Optional.of(new SignInRefusal.DirectoryUnavailable().code()),
                                List.of("Bring a domain controller back, or wait until one answers."))));
        };
    }

    private static List<DirectoryFinding> findings(Person person, AccountState state) {
        List<DirectoryFinding> findings = new ArrayList<>();
        findings.add(state.refusal()
                .map(refusal -> new DirectoryFinding(
                        refusal.sentence(), Optional.of(refusal.code()), List.of(remedy(person, state))))
                .orElseGet(() -> new DirectoryFinding(
                        "The directory has the account " + person.accountName() + " in order.",
                        Optional.empty(),
                        List.of())));
        findings.add(
                person.roles().isEmpty()
                        ? new DirectoryFinding(
                                new SignInRefusal.NoRole().sentence(),
                                Optional.of(new SignInRefusal.NoRole().code()),
                                List.of("Make " + person.accountName()
                                        + " a member of one of the groups that berth.directory.roles names."))
                        : new DirectoryFinding(
                                "Groups of the directory give "
                                        + (person.roles().size() == 1 ? "the role " : "the roles ")
                                        + roles(person)
                                        + ".",
                                Optional.empty(),
                                List.of()));
        return findings;
    }

    private static String roles(Person person) {
        return person.roles().stream()
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String remedy(Person person, AccountState state) {
        String account = person.accountName();
        return switch (state) {
            case DISABLED -> "Enable the account " + account + " in the directory.";
            case EXPIRED -> "Set a later expiry for the account " + account + " in the directory.";
            case LOCKED -> "Unlock the account " + account + " in the directory, or wait until it unlocks by itself.";
            case PASSWORD_EXPIRED, PASSWORD_MUST_CHANGE ->
                "Have " + account + " choose a new password where your organisation changes them.";
            case ACTIVE -> throw new IllegalArgumentException("an active account needs no remedy");
        };
    }
}
