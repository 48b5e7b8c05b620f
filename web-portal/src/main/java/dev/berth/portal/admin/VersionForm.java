package dev.berth.portal.admin;

import dev.berth.broker.software.FlatContent;
import dev.berth.broker.software.FlatContent.Kind;
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

    static VersionForm fresh() {
        return new VersionForm("", Kind.SOURCES, "", "", "", "", "", "");
    }

    VersionSpec spec() {
        Kind kind = content == null ? Kind.SOURCES : content;
        var flat = new FlatContent(
                kind,
                text(debianName),
                text(debianVersion),
                kind == Kind.FILE ? fileId() : null,
                text(installScript),
                text(removeScript),
                text(detectScript));
        return new VersionSpec(label, flat.content());
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
