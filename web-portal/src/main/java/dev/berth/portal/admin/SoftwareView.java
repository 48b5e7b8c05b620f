package dev.berth.portal.admin;

import dev.berth.broker.catalog.SubjectColumns;
import dev.berth.broker.software.Assignment;
import dev.berth.broker.software.Content;
import dev.berth.broker.software.FlatContent;
import dev.berth.broker.software.Moment;
import dev.berth.broker.software.Rule;
import dev.berth.broker.software.Software;
import dev.berth.broker.software.TaskState;
import dev.berth.broker.software.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Packages, their versions and who gets them, as rows of tables. */
public final class SoftwareView {

    private SoftwareView() {}

    /** @param current the label of the version that desktops get */
    public record Row(Software software, Optional<String> current, int installed, int underWay, int failed) {

        static Row of(Software software, List<Version> versions, Map<TaskState, Integer> counts) {
            return new Row(
                    software,
                    versions.stream()
                            .filter(version -> software.current()
                                    .filter(version.id()::equals)
                                    .isPresent())
                            .findFirst()
                            .map(version -> version.spec().label()),
                    counts.getOrDefault(TaskState.INSTALLED, 0),
                    counts.getOrDefault(TaskState.PLANNED, 0) + counts.getOrDefault(TaskState.WORKING, 0),
                    counts.getOrDefault(TaskState.RETRYING, 0) + counts.getOrDefault(TaskState.GIVEN_UP, 0));
        }
    }

    /**
     * @param debian name and version of the Debian package; null where it is scripts
     * @param scripts their text; null where it is a Debian package
     */
    public record VersionRow(
            Version version,
            FlatContent.Kind kind,
            boolean current,
            @Nullable String debian,
            @Nullable String scripts) {

        static VersionRow of(Version version, Software software) {
            boolean current = software.current().filter(version.id()::equals).isPresent();
            return switch (version.spec().content()) {
                case Content.FromSources(String name, String debian) ->
                    new VersionRow(version, FlatContent.Kind.SOURCES, current, name + " " + debian, null);
                case Content.FromFile(String name, String debian, var _) ->
                    new VersionRow(version, FlatContent.Kind.FILE, current, name + " " + debian, null);
                case Content.Scripts(String install, String remove, String detect) ->
                    new VersionRow(
                            version,
                            FlatContent.Kind.SCRIPTS,
                            current,
                            null,
                            install + "\n# --\n" + remove + "\n# --\n" + detect);
            };
        }
    }

    public record AssignmentRow(UUID id, String kind, String subject, Rule rule, Moment moment) {

        static AssignmentRow of(Assignment one) {
            return new AssignmentRow(
                    one.id().value(),
                    SubjectColumns.kind(one.subject()),
                    one.subject().label(),
                    one.rule(),
                    one.moment());
        }
    }
}
