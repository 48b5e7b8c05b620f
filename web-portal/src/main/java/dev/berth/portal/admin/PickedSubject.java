package dev.berth.portal.admin;

import dev.berth.broker.catalog.Subject;
import dev.berth.broker.directory.DirectoryMatch;
import dev.berth.broker.directory.GroupId;
import dev.berth.broker.directory.PersonId;

/** Somebody chosen from a search of the directory, as a form carries it: {@code GROUP:S-1-5-21-…:Finance}. */
final class PickedSubject {

    private static final String GROUP = "GROUP";
    private static final String PERSON = "PERSON";

    private PickedSubject() {}

    static String write(DirectoryMatch match) {
        return switch (match) {
            case DirectoryMatch.Group(GroupId id, String label, String detail) -> GROUP + ":" + id + ":" + label;
            case DirectoryMatch.Somebody(PersonId id, String label, String detail) -> PERSON + ":" + id + ":" + label;
        };
    }

    static Subject read(String text) {
        String[] parts = text.split(":", 3);
        if (parts.length == 3 && parts[0].equals(GROUP)) {
            return new Subject.OfGroup(new GroupId(parts[1]), parts[2]);
        }
        if (parts.length == 3 && parts[0].equals(PERSON)) {
            return new Subject.OfPerson(PersonId.of(parts[1]), parts[2]);
        }
        throw new IllegalArgumentException(
                "picked is '%s'; allowed is a group or a person: search for a name and choose one of those found."
                        .formatted(text));
    }
}
