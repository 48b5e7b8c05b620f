package dev.berth.portal.api;

import dev.berth.broker.catalog.Subject;
import dev.berth.broker.catalog.SubjectColumns;
import dev.berth.broker.directory.GroupId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import java.util.Locale;

/** Who is meant, as requests and answers say it. */
record SubjectResource(Kind kind, String subject, String label) {

    /** What {@code subject} names. */
    enum Kind {
        /** Nothing: it is for everyone. */
        EVERYONE,
        /** A role. */
        ROLE,
        /** A group's security identifier. */
        GROUP,
        /** What the directory says of people, such as {@code department=Finance}. */
        ATTRIBUTE,
        /** A person's objectGUID. */
        PERSON
    }

    static SubjectResource of(Subject subject) {
        return new SubjectResource(
                Kind.valueOf(SubjectColumns.kind(subject)), SubjectColumns.key(subject), subject.label());
    }

    Subject who() {
        return switch (kind) {
            case EVERYONE -> new Subject.Everyone();
            case ROLE -> new Subject.OfRole(role(subject));
            case GROUP -> new Subject.OfGroup(new GroupId(subject), label);
            case ATTRIBUTE -> Subject.OfAttribute.parse(subject);
            case PERSON -> new Subject.OfPerson(PersonId.of(subject), label);
        };
    }

    private static Role role(String text) {
        try {
            return Role.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "subject is '" + text + "'; allowed for a role are employee, helpdesk, admin and auditor.", e);
        }
    }
}
