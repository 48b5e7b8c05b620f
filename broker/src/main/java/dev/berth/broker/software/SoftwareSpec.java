package dev.berth.broker.software;

import dev.berth.broker.catalog.Field;
import java.util.regex.Pattern;

/**
 * What an admin says of a package.
 *
 * @param vendor may be empty
 * @param icon the name of an icon of the portal's set
 */
public record SoftwareSpec(String name, String description, String vendor, String icon) {

    private static final Pattern ICON = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    public SoftwareSpec {
        name = Field.line("name", name, 100);
        description = Field.text("description", description, 1_000);
        vendor = vendor.isBlank() ? "" : Field.line("vendor", vendor, 100);
        Field.matching("icon", icon, ICON, "1 to 40 of a-z, 0-9 and '-', starting with a letter or digit");
    }
}
