package dev.berth.broker.audit;

import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import java.util.UUID;

/** Who did something, or tried to. */
public sealed interface Actor {

    /** How the log names the actor. */
    String name();

    /** A service that calls by a token stands as a person in the API; it is told by a name that no directory has. */
    static Actor of(Person person) {
        return person.accountName().startsWith(Token.PREFIX)
                ? new Token(person.id().objectGuid(), person.accountName().substring(Token.PREFIX.length()))
                : new Somebody(person.id(), person.accountName());
    }

    /** A person who is known. */
    record Somebody(PersonId id, String name) implements Actor {}

    /** A service, by its token. */
    record Token(UUID id, String tokenName) implements Actor {

        /** Before its name. No account of a directory has a colon in its name. */
        public static final String PREFIX = "token:";

        @Override
        public String name() {
            return PREFIX + tokenName;
        }
    }

    /** Nobody is signed in; the name is what was typed, and proves nothing. */
    record Nobody(String name) implements Actor {}

    /** Berth itself: a timer, a reconciler, a rule. */
    record Berth() implements Actor {
        @Override
        public String name() {
            return "Berth";
        }
    }
}
