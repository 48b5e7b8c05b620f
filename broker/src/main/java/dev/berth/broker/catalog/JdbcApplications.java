package dev.berth.broker.catalog;

import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Applications, changed by compare and set of their revision. */
@Component
public class JdbcApplications {

    private static final String APPLICATION = """
            select id, bundle_id, name, description, icon, program, enabled, revision, created_at from application
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;

    public JdbcApplications(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    /** By name. */
    public List<Application> list() {
        return jdbc.sql(APPLICATION + " order by lower(name), id")
                .query(JdbcApplications::application)
                .list();
    }

    /** Of one bundle, by name. */
    public List<Application> of(BundleId bundle) {
        return jdbc.sql(APPLICATION + " where bundle_id = :bundle order by lower(name)")
                .param("bundle", bundle.value())
                .query(JdbcApplications::application)
                .list();
    }

    public Optional<Application> find(ApplicationId id) {
        return jdbc.sql(APPLICATION + " where id = :id")
                .param("id", id.value())
                .query(JdbcApplications::application)
                .optional();
    }

    void insert(Application application) {
        jdbc.sql("""
                        insert into application (id, home_region, bundle_id, name, description, icon, program, enabled,
                                                 created_at)
                        values (:id, :region, :bundle, :name, :description, :icon, :program, :enabled, :createdAt)
                        """)
                .params(columns(application.spec()))
                .param("id", application.id().value())
                .param("region", region.name())
                .param("enabled", application.enabled())
                .param("createdAt", application.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    /** False when the revision is no longer the current one. */
    boolean update(ApplicationId id, long revision, ApplicationSpec spec, boolean enabled) {
        return jdbc.sql("""
                        update application
                           set bundle_id = :bundle, name = :name, description = :description, icon = :icon,
                               program = :program, enabled = :enabled, revision = revision + 1
                         where id = :id and revision = :revision
                        """)
                        .params(columns(spec))
                        .param("id", id.value())
                        .param("revision", revision)
                        .param("enabled", enabled)
                        .update()
                == 1;
    }

    boolean delete(ApplicationId id, long revision) {
        return jdbc.sql("delete from application where id = :id and revision = :revision")
                        .param("id", id.value())
                        .param("revision", revision)
                        .update()
                == 1;
    }

    private static Map<String, Object> columns(ApplicationSpec spec) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("bundle", spec.bundle().value());
        columns.put("name", spec.name());
        columns.put("description", spec.description());
        columns.put("icon", spec.icon());
        columns.put("program", spec.program());
        return columns;
    }

    private static Application application(ResultSet row, int number) throws SQLException {
        var spec = new ApplicationSpec(
                new BundleId(row.getObject("bundle_id", UUID.class)),
                row.getString("name"),
                row.getString("description"),
                row.getString("icon"),
                row.getString("program"));
        return new Application(
                new ApplicationId(row.getObject("id", UUID.class)),
                spec,
                row.getBoolean("enabled"),
                row.getLong("revision"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
