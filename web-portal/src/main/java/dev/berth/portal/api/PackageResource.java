package dev.berth.portal.api;

import dev.berth.broker.software.Assignment;
import dev.berth.broker.software.AssignmentId;
import dev.berth.broker.software.FlatContent;
import dev.berth.broker.software.Moment;
import dev.berth.broker.software.PackageLine;
import dev.berth.broker.software.Rule;
import dev.berth.broker.software.Software;
import dev.berth.broker.software.SoftwareFileId;
import dev.berth.broker.software.SoftwareId;
import dev.berth.broker.software.SoftwareSpec;
import dev.berth.broker.software.TaskState;
import dev.berth.broker.software.Version;
import dev.berth.broker.software.VersionId;
import dev.berth.broker.software.VersionSpec;
import dev.berth.portal.page.ProgramIcons;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** @param current the version that desktops get; null until there is one */
record PackageResource(
        SoftwareId id,
        String name,
        String description,
        String vendor,
        String icon,
        @Nullable VersionId current,
        long revision,
        Instant createdAt) {

    static PackageResource of(Software software) {
        SoftwareSpec spec = software.spec();
        return new PackageResource(
                software.id(),
                spec.name(),
                spec.description(),
                spec.vendor(),
                spec.icon(),
                software.current().orElse(null),
                software.revision(),
                software.createdAt());
    }

    /** @param icon of the portal's set; a plain one without it */
    record Wanted(
            String name,
            @Nullable String description,
            @Nullable String vendor,
            @Nullable String icon) {

        SoftwareSpec spec() {
            return new SoftwareSpec(
                    name,
                    description == null ? "" : description,
                    vendor == null ? "" : vendor,
                    icon == null ? ProgramIcons.PLAIN : icon);
        }
    }

    /**
     * @param debianName of SOURCES and FILE
     * @param debianVersion of SOURCES and FILE
     * @param file of FILE, once it is whole
     * @param installScript of SCRIPTS
     * @param removeScript of SCRIPTS
     * @param detectScript of SCRIPTS; it says the label where the version is there, and ends with anything but 0 where it is not
     */
    record NewVersion(
            String label,
            FlatContent.Kind content,
            @Nullable String debianName,
            @Nullable String debianVersion,
            @Nullable SoftwareFileId file,
            @Nullable String installScript,
            @Nullable String removeScript,
            @Nullable String detectScript) {

        VersionSpec spec() {
            return new VersionSpec(
                    label,
                    new FlatContent(content, debianName, debianVersion, file, installScript, removeScript, detectScript)
                            .content());
        }
    }

    /** As {@link NewVersion}. */
    record OneVersion(
            VersionId id,
            String label,
            FlatContent.Kind content,
            @Nullable String debianName,
            @Nullable String debianVersion,
            @Nullable SoftwareFileId file,
            @Nullable String installScript,
            @Nullable String removeScript,
            @Nullable String detectScript,
            String createdBy,
            Instant createdAt) {

        static OneVersion of(Version version) {
            FlatContent content = FlatContent.of(version.spec().content());
            return new OneVersion(
                    version.id(),
                    version.spec().label(),
                    content.kind(),
                    content.debianName(),
                    content.debianVersion(),
                    content.file(),
                    content.installScript(),
                    content.removeScript(),
                    content.detectScript(),
                    version.createdBy(),
                    version.createdAt());
        }
    }

    /** @param version that desktops get from now on */
    record Current(VersionId version) {}

    /**
     * @param kind what subject names
     * @param rule REQUIRED, REMOVED or AVAILABLE; of several that mean a person the first of these counts
     */
    record NewAssignment(
            SubjectResource.Kind kind,
            @Nullable String subject,
            @Nullable String label,
            Rule rule,
            Moment moment) {

        SubjectResource who() {
            return new SubjectResource(
                    kind, subject == null ? "" : subject, label == null ? String.valueOf(subject) : label);
        }
    }

    record OneAssignment(
            AssignmentId id,
            SubjectResource.Kind kind,
            String subject,
            String label,
            Rule rule,
            Moment moment,
            Instant createdAt) {

        static OneAssignment of(Assignment assignment) {
            var who = SubjectResource.of(assignment.subject());
            return new OneAssignment(
                    assignment.id(),
                    who.kind(),
                    who.subject(),
                    who.label(),
                    assignment.rule(),
                    assignment.moment(),
                    assignment.createdAt());
        }
    }

    /** @param sha256 that it is to have; null where nobody says */
    record FileSum(@Nullable String sha256) {}

    record NewFile(String name, long bytes) {}

    /** @param tried on how many desktops */
    record Retried(int tried) {}

    /** What somebody may have on a desktop of their own. */
    record Own(
            SoftwareId id,
            String name,
            String description,
            Rule rule,
            TaskState state,
            boolean installs,
            boolean removes,
            @Nullable String version,
            @Nullable String reason) {

        static Own of(PackageLine line) {
            return new Own(
                    line.software(),
                    line.name(),
                    line.description(),
                    line.rule(),
                    line.stateForPerson(),
                    line.installable(),
                    line.removable(),
                    line.found(),
                    line.reason());
        }
    }

    /** @param installed whether it is to be there */
    record Choice(boolean installed) {}
}
