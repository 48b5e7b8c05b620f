package dev.berth.portal.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the audit command was asked for.
 *
 * @param head a file with a head that was kept elsewhere: of a node, of an export, or an export itself
 * @param export a file to verify instead of the database
 * @param given settings of the node, {@code --berth.…=…}
 */
record CommandLine(boolean isExportMeant, Optional<Path> head, Optional<Path> export, List<String> given) {

    private static final String HEAD = "--head";
    private static final String EXPORT = "--export";

    static CommandLine parse(String[] arguments) {
        boolean exportMeant = "audit-export".equals(arguments[0]);
        Path head = null;
        Path export = null;
        List<String> given = new ArrayList<>();
        for (int i = 1; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.startsWith("--berth.")) {
                given.add(argument);
            } else if (!exportMeant && argument.equals(HEAD)) {
                head = file(HEAD, ++i < arguments.length ? arguments[i] : null);
            } else if (!exportMeant && argument.equals(EXPORT)) {
                export = file(EXPORT, ++i < arguments.length ? arguments[i] : null);
            } else {
                throw new IllegalArgumentException("'" + argument + "' is unknown here. Allowed are "
                        + (exportMeant ? "" : "--head FILE, --export FILE and ")
                        + "settings such as --berth.data-dir=FOLDER.");
            }
        }
        return new CommandLine(exportMeant, Optional.ofNullable(head), Optional.ofNullable(export), List.copyOf(given));
    }

    private static Path file(String option, @Nullable String name) {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException(option + " is given without a file. Write it as " + option + " FILE.");
        }
        return Path.of(name);
    }

    String[] settings() {
        return given.toArray(String[]::new);
    }
}
