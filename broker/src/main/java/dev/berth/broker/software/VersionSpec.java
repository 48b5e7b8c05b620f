package dev.berth.broker.software;

import dev.berth.broker.catalog.Field;
import java.util.regex.Pattern;

/**
 * What an admin says of a version.
 *
 * @param label how people call it; what the detecting script of {@link Content.Scripts} says
 */
public record VersionSpec(String label, Content content) {

    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+.~:_-]{0,99}");

    public VersionSpec {
        Field.matching(
                "label", label, LABEL, "1 to 100 letters, digits and + . ~ : _ -, beginning with a letter or digit");
    }

    /** What is found in a guest that has it. */
    String expected() {
        return switch (content) {
            case Content.FromSources(String _, String version) -> version;
            case Content.FromFile(String _, String version, SoftwareFileId _) -> version;
            case Content.Scripts _ -> label;
        };
    }
}
