package dev.berth.broker.directory;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the directory says of a person besides who they are; somebody may be entitled by it. */
public enum PersonAttribute {
    DEPARTMENT("department"),
    TITLE("title"),
    COMPANY("company"),
    DIVISION("division"),
    EMPLOYEE_TYPE("employeeType"),
    OFFICE("physicalDeliveryOfficeName"),
    CITY("l"),
    COUNTRY("c");

    private final String ldapName;

    PersonAttribute(String ldapName) {
        this.ldapName = ldapName;
    }

    /** As the directory calls it. */
    public String ldapName() {
        return ldapName;
    }

    public static Optional<PersonAttribute> called(String ldapName) {
        return Arrays.stream(values())
                .filter(attribute -> attribute.ldapName.equalsIgnoreCase(ldapName))
                .findFirst();
    }

    static List<String> ldapNames() {
        return Arrays.stream(values()).map(PersonAttribute::ldapName).toList();
    }
}
