package dev.berth.broker.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A place below the home of the guest's person.
 *
 * @param value names between slashes, none of them at an end; empty for the home itself
 */
public record HomePath(String value) {

    private static final int MOST_BYTES = 1_024;

    public HomePath {
        if (value.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new IllegalArgumentException("path is longer than " + MOST_BYTES + " bytes, which is the most.");
        }
        if (!value.isEmpty()) {
            Arrays.stream(value.split("/", -1)).forEach(name -> requireName("path", name));
        }
    }

    /** What a file or folder may be called. */
    public static void requireName(String field, String name) {
        if (name.isEmpty()
                || name.startsWith(".")
                || name.indexOf('/') >= 0
                || name.codePoints().anyMatch(HomePath::isUnseen)
                || name.getBytes(StandardCharsets.UTF_8).length > 240) {
            throw new IllegalArgumentException(field + " has the name '" + shown(name)
                    + "'; allowed are names of 1 to 240 bytes that do not begin with a dot and have no slash and no"
                    + " control characters.");
        }
    }

    static boolean isName(String name) {
        try {
            requireName("name", name);
            return true;
        } catch (IllegalArgumentException notOurs) {
            return false;
        }
    }

    HomePath folder() {
        int slash = value.lastIndexOf('/');
        return new HomePath(slash < 0 ? "" : value.substring(0, slash));
    }

    public String name() {
        List<String> names = Arrays.asList(value.split("/", -1));
        return names.getLast();
    }

    /** Nor what turns the direction of writing, so that a name is read as what it is. */
    private static boolean isUnseen(int character) {
        return Character.isISOControl(character)
                || Character.getType(character) == Character.SURROGATE
                || character >= 0x202A && character <= 0x202E
                || character >= 0x2066 && character <= 0x2069;
    }

    private static String shown(String name) {
        String seen = name.replaceAll("\\p{Cntrl}", "?");
        return seen.length() <= 60 ? seen : seen.substring(0, 60) + "…";
    }
}
