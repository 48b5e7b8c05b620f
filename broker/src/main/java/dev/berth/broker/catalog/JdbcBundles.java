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
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Bundles, changed by compare and set of their revision. */
@Component
public class JdbcBundles {

    private static final String BUNDLE = """
            select id, name, description, image_version_id, vcpus, memory_mib, root_volume_mib, user_volume_mib,
                   running_mode, auto_stop_minutes, network, copy_out, paste_in, shows_desktop, hostname_pattern,
                   enabled, revision, created_at
              from bundle
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;

    public JdbcBundles(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    /** By name. */
    public List<Bundle> list() {
        return jdbc.sql(BUNDLE + " order by lower(name)")
                .query(JdbcBundles::bundle)
                .list();
    }

    public Optional<Bundle> find(BundleId id) {
        return jdbc.sql(BUNDLE + " where id = :id")
                .param("id", id.value())
                .query(JdbcBundles::bundle)
                .optional();
    }

    /** The same, where it must be there. */
    public Bundle require(BundleId id) {
        return find(id).orElseThrow(() -> new NotFoundException("bundle", id));
    }

    void insert(Bundle bundle) {
        jdbc.sql("""
                        insert into bundle (id, home_region, name, description, image_version_id, vcpus, memory_mib,
                                            root_volume_mib, user_volume_mib, running_mode, auto_stop_minutes, network,
                                            copy_out, paste_in, shows_desktop, hostname_pattern, enabled, created_at)
                        values (:id, :region, :name, :description, :imageVersion, :vcpus, :memoryMib,
                                :rootVolumeMib, :userVolumeMib, :runningMode, :autoStopMinutes, :network,
                                :copyOut, :pasteIn, :showsDesktop, :hostname, :enabled, :createdAt)
                        """)
                .params(columns(bundle.spec()))
                .param("id", bundle.id().value())
                .param("region", region.name())
                .param("enabled", bundle.enabled())
                .param("createdAt", bundle.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    /** False when the revision is no longer the current one. */
    boolean update(BundleId id, long revision, BundleSpec spec, boolean enabled) {
        return jdbc.sql("""
                        update bundle
                           set name = :name, description = :description, image_version_id = :imageVersion,
                               vcpus = :vcpus, memory_mib = :memoryMib, root_volume_mib = :rootVolumeMib,
                               user_volume_mib = :userVolumeMib, running_mode = :runningMode,
                               auto_stop_minutes = :autoStopMinutes, network = :network, copy_out = :copyOut,
                               paste_in = :pasteIn, shows_desktop = :showsDesktop, hostname_pattern = :hostname,
                               enabled = :enabled, revision = revision + 1
                         where id = :id and revision = :revision
                        """)
                        .params(columns(spec))
                        .param("id", id.value())
                        .param("revision", revision)
                        .param("enabled", enabled)
                        .update()
                == 1;
    }

    boolean delete(BundleId id, long revision) {
        return jdbc.sql("delete from bundle where id = :id and revision = :revision")
                        .param("id", id.value())
                        .param("revision", revision)
                        .update()
                == 1;
    }

    private static Map<String, @Nullable Object> columns(BundleSpec spec) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("name", spec.name());
        columns.put("description", spec.description());
        columns.put("imageVersion", spec.imageVersion().value());
        columns.put("vcpus", spec.compute().vcpus());
        columns.put("memoryMib", spec.compute().memoryMib());
        columns.put("rootVolumeMib", spec.storage().rootVolumeMib());
        columns.put("userVolumeMib", spec.storage().userVolumeMib());
        columns.put("runningMode", spec.running().mode().name());
        columns.put("autoStopMinutes", spec.running().autoStopMinutes());
        columns.put("network", spec.network());
        columns.put("copyOut", spec.clipboard().copyOut());
        columns.put("pasteIn", spec.clipboard().pasteIn());
        columns.put("showsDesktop", spec.showsDesktop());
        columns.put("hostname", spec.hostname());
        return columns;
    }

    private static Bundle bundle(ResultSet row, int number) throws SQLException {
        var spec = new BundleSpec(
                row.getString("name"),
                row.getString("description"),
                new ImageVersionId(row.getObject("image_version_id", UUID.class)),
                new Compute(row.getInt("vcpus"), row.getInt("memory_mib")),
                new Storage(row.getLong("root_volume_mib"), row.getLong("user_volume_mib")),
                new RunningPolicy(RunningMode.valueOf(row.getString("running_mode")), row.getInt("auto_stop_minutes")),
                row.getString("network"),
                new ClipboardPolicy(row.getBoolean("copy_out"), row.getBoolean("paste_in")),
                row.getBoolean("shows_desktop"),
                row.getString("hostname_pattern"));
        return new Bundle(
                new BundleId(row.getObject("id", UUID.class)),
                spec,
                row.getBoolean("enabled"),
                row.getLong("revision"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
