package dev.berth.broker.software;

import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.SubjectColumns;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The catalogue of packages: changed by compare and set of a package's revision. */
@Component
class JdbcSoftware {

    private static final String SOFTWARE = """
            select s.id, s.name, s.description, s.vendor, s.icon, s.current_version_id, s.revision, s.created_at
              from software s
            """;

    private static final String VERSION = """
            select v.id, v.software_id, v.label, v.kind, v.debian_name, v.debian_version, v.file_id, v.install_script,
                   v.remove_script, v.detect_script, v.created_by, v.created_at
              from software_version v
            """;

    private static final String ASSIGNMENT = """
            select a.id, a.software_id, a.subject_kind, a.subject, a.subject_label, a.rule, a.moment, a.created_at
              from software_assignment a
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcSoftware(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    List<Software> list() {
        return jdbc.sql(SOFTWARE + " where s.home_region = :region order by lower(s.name)")
                .param("region", region.name())
                .query(JdbcSoftware::software)
                .list();
    }

    Optional<Software> find(SoftwareId id) {
        return jdbc.sql(SOFTWARE + " where s.id = :id")
                .param("id", id.value())
                .query(JdbcSoftware::software)
                .optional();
    }

    Software require(SoftwareId id) {
        return find(id).orElseThrow(() -> new NotFoundException("package", id));
    }

    void insert(Software software) {
        jdbc.sql("""
                        insert into software (id, home_region, name, description, vendor, icon, created_at)
                        values (:id, :region, :name, :description, :vendor, :icon, :at)
                        """)
                .param("id", software.id().value())
                .param("region", region.name())
                .param("name", software.name())
                .param("description", software.spec().description())
                .param("vendor", software.spec().vendor())
                .param("icon", software.spec().icon())
                .param("at", software.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    /** False when the revision is no longer the current one. */
    boolean update(SoftwareId id, long revision, SoftwareSpec spec, @Nullable VersionId current) {
        return jdbc.sql("""
                        update software
                           set name = :name, description = :description, vendor = :vendor, icon = :icon,
                               current_version_id = :current, revision = revision + 1
                         where id = :id and revision = :revision
                        """)
                        .param("id", id.value())
                        .param("revision", revision)
                        .param("name", spec.name())
                        .param("description", spec.description())
                        .param("vendor", spec.vendor())
                        .param("icon", spec.icon())
                        .param("current", current == null ? null : current.value())
                        .update()
                == 1;
    }

    /** With its versions; false when the revision is no longer the current one. */
    boolean delete(SoftwareId id, long revision) {
        return jdbc.sql("delete from software where id = :id and revision = :revision")
                        .param("id", id.value())
                        .param("revision", revision)
                        .update()
                == 1;
    }

    boolean isInUse(SoftwareId id) {
        return jdbc.sql("""
                        select exists (select from software_assignment where software_id = :id)
                            or exists (select from desktop_software where software_id = :id and held_version_id is not null)
                        """).param("id", id.value()).query(Boolean.class).single();
    }

    /** The latest first. */
    List<Version> versions(SoftwareId software) {
        return jdbc.sql(VERSION + " where v.software_id = :software order by v.created_at desc, v.id")
                .param("software", software.value())
                .query((row, number) -> version(row))
                .list();
    }

    Optional<Version> version(VersionId id) {
        return jdbc.sql(VERSION + " where v.id = :id")
                .param("id", id.value())
                .query((row, number) -> version(row))
                .optional();
    }

    void insert(Version version) {
        FlatContent content = FlatContent.of(version.spec().content());
        jdbc.sql("""
                        insert into software_version (id, software_id, label, kind, debian_name, debian_version, file_id,
                                                      install_script, remove_script, detect_script, created_by, created_at)
                        values (:id, :software, :label, :kind, :name, :version, :file, :install, :remove, :detect, :by, :at)
                        """)
                .param("id", version.id().value())
                .param("software", version.software().value())
                .param("label", version.spec().label())
                .param("kind", content.kind().name())
                .param("name", content.debianName())
                .param("version", content.debianVersion())
                .param("file", content.file() == null ? null : content.file().value())
                .param("install", content.installScript())
                .param("remove", content.removeScript())
                .param("detect", content.detectScript())
                .param("by", version.createdBy())
                .param("at", version.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    boolean delete(VersionId id) {
        return jdbc.sql("delete from software_version where id = :id")
                        .param("id", id.value())
                        .update()
                == 1;
    }

    List<Assignment> assignments(SoftwareId software) {
        return jdbc.sql(ASSIGNMENT + " where a.software_id = :software order by lower(a.subject_label), a.id")
                .param("software", software.value())
                .query(JdbcSoftware::assignment)
                .list();
    }

    Optional<Assignment> assignment(AssignmentId id) {
        return jdbc.sql(ASSIGNMENT + " where a.id = :id")
                .param("id", id.value())
                .query(JdbcSoftware::assignment)
                .optional();
    }

    /** False when the subject has one of the package already. */
    boolean insert(Assignment assignment) {
        return jdbc.sql("""
                        insert into software_assignment (id, software_id, subject_kind, subject, subject_label, rule,
                                                         moment, created_at)
                        values (:id, :software, :kind, :subject, :label, :rule, :moment, :at)
                            on conflict (software_id, subject_kind, subject) do nothing
                        """)
                        .param("id", assignment.id().value())
                        .param("software", assignment.software().value())
                        .param("kind", SubjectColumns.kind(assignment.subject()))
                        .param("subject", SubjectColumns.key(assignment.subject()))
                        .param("label", assignment.subject().label())
                        .param("rule", assignment.rule().name())
                        .param("moment", assignment.moment().name())
                        .param("at", assignment.createdAt().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    boolean delete(AssignmentId id) {
        return jdbc.sql("delete from software_assignment where id = :id")
                        .param("id", id.value())
                        .update()
                == 1;
    }

    private static Software software(ResultSet row, int number) throws SQLException {
        return new Software(
                new SoftwareId(row.getObject("id", UUID.class)),
                new SoftwareSpec(
                        row.getString("name"),
                        row.getString("description"),
                        row.getString("vendor"),
                        row.getString("icon")),
                Optional.ofNullable(row.getObject("current_version_id", UUID.class))
                        .map(VersionId::new),
                row.getLong("revision"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static Version version(ResultSet row) throws SQLException {
        UUID file = row.getObject("file_id", UUID.class);
        var content = new FlatContent(
                FlatContent.Kind.valueOf(row.getString("kind")),
                row.getString("debian_name"),
                row.getString("debian_version"),
                file == null ? null : new SoftwareFileId(file),
                row.getString("install_script"),
                row.getString("remove_script"),
                row.getString("detect_script"));
        return new Version(
                new VersionId(row.getObject("id", UUID.class)),
                new SoftwareId(row.getObject("software_id", UUID.class)),
                new VersionSpec(row.getString("label"), content.content()),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static Assignment assignment(ResultSet row, int number) throws SQLException {
        return new Assignment(
                new AssignmentId(row.getObject("id", UUID.class)),
                new SoftwareId(row.getObject("software_id", UUID.class)),
                SubjectColumns.read(row),
                Rule.valueOf(row.getString("rule")),
                Moment.valueOf(row.getString("moment")),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
