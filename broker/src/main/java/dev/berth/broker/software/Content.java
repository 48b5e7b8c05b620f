package dev.berth.broker.software;

import dev.berth.broker.catalog.Field;
import java.util.regex.Pattern;

/** What a version is made of, and how it is told that it is there. */
public sealed interface Content {

    /** A Debian package of the guest's own sources. */
    record FromSources(String name, String version) implements Content {
        public FromSources {
            requireDebian(name, version);
        }
    }

    /** A Debian package that somebody brought. The guest checks that it is the one that was meant. */
    record FromFile(String name, String version, SoftwareFileId file) implements Content {
        public FromFile {
            requireDebian(name, version);
        }
    }

    /**
     * Scripts of an admin's own, which run as root.
     *
     * @param detect ends with 0 and says the version on its last line where it is there, else ends with anything else
     */
    record Scripts(String install, String remove, String detect) implements Content {
        private static final int LONGEST = 32_768;

        public Scripts {
            install = script("installScript", install);
            remove = script("removeScript", remove);
            detect = script("detectScript", detect);
        }

        private static String script(String field, String value) {
            String text = value.replace("\r\n", "\n");
            if (text.isBlank() || text.length() > LONGEST || text.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        field + " has " + text.length() + " characters; allowed are 1 to " + LONGEST + ".");
            }
            return text;
        }
    }

    /** Whether installing this takes the place of the other; else both would be there. */
    default boolean replaces(Content other) {
        return thing().equals(other.thing());
    }

    /** What package managers know it by; nothing where scripts know. */
    private String thing() {
        return switch (this) {
            case FromSources(String name, String _) -> bare(name);
            case FromFile(String name, String _, SoftwareFileId _) -> bare(name);
            case Scripts _ -> "";
        };
    }

    private static String bare(String name) {
        return name.replaceFirst(":.*", "");
    }

    Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]{1,99}(:[a-z0-9-]{1,20})?");
    Pattern VERSION = Pattern.compile("[0-9][A-Za-z0-9+.~:-]{0,99}");

    private static void requireDebian(String name, String version) {
        Field.matching(
                "debianName", name, NAME, "names of Debian packages such as inkscape, of a-z, 0-9 and + . - signs");
        Field.matching(
                "debianVersion",
                version,
                VERSION,
                "versions of Debian packages such as 1:1.2.2-2, beginning with a digit, of letters, digits and + . ~ : -");
    }
}
