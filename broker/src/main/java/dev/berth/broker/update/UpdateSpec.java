package dev.berth.broker.update;

import dev.berth.broker.catalog.Field;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which updates an admin wants.
 *
 * @param approved names of packages, each of which may end in {@code *}; empty for whatever the choice takes
 */
public record UpdateSpec(UpdateChoice choice, List<String> approved) {

    public static final UpdateSpec ALL = new UpdateSpec(UpdateChoice.ALL, List.of());

    private static final int MOST = 500;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+._:-]{0,199}\\*?");

    public UpdateSpec {
        approved = approved.stream().map(String::strip).distinct().sorted().toList();
        Field.within("approved", approved.size(), 0, MOST, "names of packages");
        approved.forEach(name -> Field.matching(
                "approved",
                name,
                NAME,
                "names of packages such as openssl or linux-image-*, of letters, digits and + . _ : -"));
    }

    /** As people write them: separated by commas, spaces or lines. */
    public static List<String> names(String text) {
        return Pattern.compile("[\\s,]+")
                .splitAsStream(text.strip())
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** What of it is to be installed, in its order. */
    public List<AvailableUpdate> chosen(List<AvailableUpdate> offered) {
        return offered.stream().filter(this::takes).toList();
    }

    private boolean takes(AvailableUpdate update) {
        boolean kind = switch (choice) {
            case ALL -> true;
            case SECURITY -> update.security();
            case NONE -> false;
        };
        return kind && (approved.isEmpty() || approved.stream().anyMatch(name -> matches(name, update.name())));
    }

    private static boolean matches(String pattern, String name) {
        Optional<String> beginning =
                pattern.endsWith("*") ? Optional.of(pattern.substring(0, pattern.length() - 1)) : Optional.empty();
        return beginning.map(name::startsWith).orElse(name.equals(pattern));
    }

    @Override
    public String toString() {
        return approved.isEmpty() ? choice.name() : choice + " of " + String.join(", ", approved);
    }
}
