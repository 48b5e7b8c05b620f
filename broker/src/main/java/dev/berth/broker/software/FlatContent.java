package dev.berth.broker.software;

import org.jspecify.annotations.Nullable;

/**
 * A version's content with a field for whatever any kind of it has, as rows, forms and requests hold it; those of other
 * kinds are null, or not looked at.
 *
 * @param debianName of SOURCES and FILE
 * @param debianVersion of SOURCES and FILE
 * @param file of FILE
 * @param installScript of SCRIPTS
 * @param removeScript of SCRIPTS
 * @param detectScript of SCRIPTS
 */
public record FlatContent(
        Kind kind,
        @Nullable String debianName,
        @Nullable String debianVersion,
        @Nullable SoftwareFileId file,
        @Nullable String installScript,
        @Nullable String removeScript,
        @Nullable String detectScript) {

    /** What a version is made of. */
    public enum Kind {
        /** A Debian package of the guest's own sources. */
        SOURCES,
        /** A Debian package that was brought as a file. */
        FILE,
        /** Scripts that run as root. */
        SCRIPTS
    }

    public static FlatContent of(Content content) {
        return switch (content) {
            case Content.FromSources(String name, String version) ->
                new FlatContent(Kind.SOURCES, name, version, null, null, null, null);
            case Content.FromFile(String name, String version, SoftwareFileId file) ->
                new FlatContent(Kind.FILE, name, version, file, null, null, null);
            case Content.Scripts(String install, String remove, String detect) ->
                new FlatContent(Kind.SCRIPTS, null, null, null, install, remove, detect);
        };
    }

    /** @throws IllegalArgumentException naming the field that its kind needs and that is missing or not allowed */
    public Content content() {
        return switch (kind) {
            case SOURCES -> new Content.FromSources(text(debianName), text(debianVersion));
            case FILE -> new Content.FromFile(text(debianName), text(debianVersion), brought());
            case SCRIPTS -> new Content.Scripts(text(installScript), text(removeScript), text(detectScript));
        };
    }

    private SoftwareFileId brought() {
        if (file == null) {
            throw new IllegalArgumentException("file is missing; allowed is the id of a file that was brought whole.");
        }
        return file;
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
