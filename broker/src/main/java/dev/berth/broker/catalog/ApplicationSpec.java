package dev.berth.broker.catalog;

import java.util.regex.Pattern;

/**
 * What an admin says of an application.
 *
 * @param icon the name of an icon of the portal's set
 * @param program what the guest image calls it: a file of {@code /etc/berth/applications.d}
 */
public record ApplicationSpec(BundleId bundle, String name, String description, String icon, String program) {

    private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final String WORD_IN_WORDS = "1 to 40 of a-z, 0-9 and '-', starting with a letter or digit";

    public ApplicationSpec {
        name = Field.line("name", name, 100);
        description = Field.text("description", description, 1_000);
        Field.matching("icon", icon, WORD, WORD_IN_WORDS);
        Field.matching("program", program, WORD, WORD_IN_WORDS);
    }
}
