package dev.berth.portal.admin;

import dev.berth.broker.software.Content;
import dev.berth.broker.software.SoftwareFileId;
import dev.berth.broker.software.VersionSpec;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A version of a package as it was typed; only what its content needs is looked at. */
public record VersionForm(
        String label,
        @Nullable Kind content,
        @Nullable String debianName,
        @Nullable String debianVersion,
        @Nullable String file,
        @Nullable String installScript,
        @Nullable String removeScript,
        @Nullable String detectScript) {

    static final Set<String> FIELDS =
            Set.of("label", "debianName", "debianVersion", "file", "installScript", "removeScript", "detectScript");

    /** What a version is made of. */
    public enum Kind {
        SOURCES,
        FILE,
        SCRIPTS
    }

    static VersionForm fresh() {
        return new VersionForm("", Kind.SOURCES, "", "", "", "", "", "");
    }

    VersionSpec spec() {
        return new VersionSpec(
                label,
                switch (content == null ? Kind.SOURCES : content) {
                    case SOURCES -> new Content.FromSources(text(debianName), text(debianVersion));
                    case FILE -> new Content.FromFile(text(debianName), text(debianVersion), fileId());
                    case SCRIPTS -> new Content.Scripts(text(installScript), text(removeScript), text(detectScript));
                });
    }

    private SoftwareFileId fileId() {
        try {
            return new SoftwareFileId(UUID.fromString(text(file)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "file is '" + text(file)
                            + "'; allowed is a .deb file that was brought: choose one, and wait until it is whole.",
                    e);
        }
    }

    private static String text(@Nullable String typed) {
        return typed == null ? "" : typed.strip();
    }
}
