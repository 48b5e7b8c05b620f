package dev.berth.broker.catalog;

import dev.berth.broker.directory.GroupId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import java.util.Locale;

/** Who is entitled. Labels are what the directory called the subject when the entitlement was made; they decide nothing. */
public sealed interface Subject {

    /** How a person reads it. */
    String label();

    record Everyone() implements Subject {
        @Override
        public String label() {
            return "Everyone";
        }
    }

    record OfRole(Role role) implements Subject {
        @Override
        public String label() {
            return role.name().charAt(0) + role.name().substring(1).toLowerCase(Locale.ROOT);
        }
    }

    record OfGroup(GroupId group, String label) implements Subject {
        public OfGroup {
            label = Field.line("label", label, 256);
        }
    }

    record OfPerson(PersonId person, String label) implements Subject {
        public OfPerson {
            label = Field.line("label", label, 256);
        }
    }
}
