package dev.berth.broker.catalog;

import dev.berth.broker.directory.GroupId;
import dev.berth.broker.directory.PersonAttribute;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

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

    /** Everybody of whom the directory says this; upper and lower case are the same. */
    record OfAttribute(PersonAttribute attribute, String value) implements Subject {
        public OfAttribute {
            value = Field.line("value", value, 200);
        }

        @Override
        public String label() {
            return attribute.ldapName() + " = " + value;
        }

        /** As {@link #parse} reads it: {@code department=Finance}. */
        public String text() {
            return attribute.ldapName() + "=" + value;
        }

        public static OfAttribute parse(String text) {
            int equals = text.indexOf('=');
            return PersonAttribute.called(text.substring(0, Math.max(0, equals)).strip())
                    .map(attribute -> new OfAttribute(attribute, text.substring(equals + 1)))
                    .orElseThrow(() -> new IllegalArgumentException("subject is '" + text
                            + "'; allowed for an attribute are lines such as department=Finance, of "
                            + Arrays.stream(PersonAttribute.values())
                                    .map(PersonAttribute::ldapName)
                                    .collect(Collectors.joining(", "))
                            + "."));
        }
    }

    record OfPerson(PersonId person, String label) implements Subject {
        public OfPerson {
            label = Field.line("label", label, 256);
        }
    }
}
