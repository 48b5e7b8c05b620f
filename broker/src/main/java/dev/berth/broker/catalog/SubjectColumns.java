package dev.berth.broker.catalog;

import dev.berth.broker.directory.GroupId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Who is meant, as the columns {@code subject_kind}, {@code subject} and {@code subject_label} of a row. */
public final class SubjectColumns {

    private SubjectColumns() {}

    public static String kind(Subject subject) {
        return switch (subject) {
            case Subject.Everyone _ -> "EVERYONE";
            case Subject.OfRole _ -> "ROLE";
            case Subject.OfGroup _ -> "GROUP";
            case Subject.OfAttribute _ -> "ATTRIBUTE";
            case Subject.OfPerson _ -> "PERSON";
        };
    }

    public static String key(Subject subject) {
        return switch (subject) {
            case Subject.Everyone _ -> "";
            case Subject.OfRole(Role role) -> role.name();
            case Subject.OfGroup(GroupId group, String _) -> group.toString();
            case Subject.OfAttribute attribute -> attribute.text();
            case Subject.OfPerson(PersonId person, String _) -> person.toString();
        };
    }

    public static Subject read(ResultSet row) throws SQLException {
        String subject = row.getString("subject");
        String label = row.getString("subject_label");
        String kind = row.getString("subject_kind");
        return switch (kind) {
            case "EVERYONE" -> new Subject.Everyone();
            case "ROLE" -> new Subject.OfRole(Role.valueOf(subject));
            case "GROUP" -> new Subject.OfGroup(new GroupId(subject), label);
            case "ATTRIBUTE" -> Subject.OfAttribute.parse(subject);
            case "PERSON" -> new Subject.OfPerson(PersonId.of(subject), label);
            default ->
                throw new IllegalStateException("A row's subject_kind is '" + kind
                        + "'; this version knows EVERYONE, ROLE, GROUP, ATTRIBUTE and PERSON.");
        };
    }
}
