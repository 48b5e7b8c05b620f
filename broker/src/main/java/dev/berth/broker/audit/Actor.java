package dev.berth.broker.audit;

import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;

/** Who did something, or tried to. */
public sealed interface Actor {

    /** How the log names the actor. */
    String name();

    static Actor of(Person person) {
        return new Somebody(person.id(), person.accountName());
    }

    /** A person who is known. */
    record Somebody(PersonId id, String name) implements Actor {}

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
