package dev.berth.broker.pipeline;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ImageId;
import dev.berth.broker.maintenance.ArrayColumns;
import dev.berth.broker.maintenance.DayColumns;
import dev.berth.broker.maintenance.Rhythm;
import dev.berth.broker.maintenance.Timing;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Pipelines, changed by compare and set of their revision. */
@Component
class JdbcPipelines {

    /** Of a schedule nothing but its beginning counts. */
    private static final int LENGTH_MINUTES = 15;

    private static final String PIPELINE = """
            select id, name, base_image_id, image_id, recipe, zone, weekdays, start_minute, on_base_change,
                   on_package_change, roll_out, bundles, enabled, planned_until, revision, created_at
              from pipeline
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcPipelines(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    /** By name. */
    List<Pipeline> list() {
        return jdbc.sql(PIPELINE + " where home_region = :region order by lower(name)")
                .param("region", region.name())
                .query(JdbcPipelines::pipeline)
                .list();
    }

    Optional<Pipeline> find(PipelineId id) {
        return jdbc.sql(PIPELINE + " where id = :id")
                .param("id", id.value())
                .query(JdbcPipelines::pipeline)
                .optional();
    }

    /** Keeps others from planning it until the transaction ends; empty when somebody does already, or it is off. */
    Optional<Pipeline> lock(PipelineId id) {
        return jdbc.sql(PIPELINE + " where id = :id and enabled for update skip locked")
                .param("id", id.value())
                .query(JdbcPipelines::pipeline)
                .optional();
    }

    void insert(Pipeline pipeline) {
        jdbc.sql("""
                        insert into pipeline (id, home_region, name, base_image_id, image_id, recipe, zone, weekdays,
                                              start_minute, on_base_change, on_package_change, roll_out, bundles,
                                              enabled, planned_until, created_at)
                        values (:id, :region, :name, :base, :target, :recipe, :zone, :weekdays::text[],
                                :start, :onBaseChange, :onPackageChange, :rollOut, :bundles::uuid[],
                                :enabled, :plannedUntil, :createdAt)
                        """)
                .params(columns(pipeline.spec()))
                .param("id", pipeline.id().value())
                .param("region", region.name())
                .param("enabled", pipeline.enabled())
                .param("plannedUntil", utc(pipeline.plannedUntil()))
                .param("createdAt", utc(pipeline.createdAt()))
                .update();
    }

    /**
     * What the schedule had until now does not come any more.
     *
     * @return false when the revision is no longer the current one
     */
    boolean update(PipelineId id, long revision, PipelineSpec spec, boolean enabled, Instant now) {
        return jdbc.sql("""
                        update pipeline
                           set name = :name, base_image_id = :base, image_id = :target, recipe = :recipe, zone = :zone,
                               weekdays = :weekdays::text[], start_minute = :start, on_base_change = :onBaseChange,
                               on_package_change = :onPackageChange, roll_out = :rollOut, bundles = :bundles::uuid[], enabled = :enabled,
                               planned_until = greatest(planned_until, :now), revision = revision + 1
                         where id = :id and revision = :revision
                        """)
                        .params(columns(spec))
                        .param("id", id.value())
                        .param("revision", revision)
                        .param("enabled", enabled)
                        .param("now", utc(now))
                        .update()
                == 1;
    }

    boolean delete(PipelineId id, long revision) {
        return jdbc.sql("delete from pipeline where id = :id and revision = :revision")
                        .param("id", id.value())
                        .param("revision", revision)
                        .update()
                == 1;
    }

    void planned(PipelineId id, Instant until) {
        jdbc.sql("update pipeline set planned_until = :until where id = :id")
                .param("id", id.value())
                .param("until", utc(until))
                .update();
    }

    private static Map<String, @Nullable Object> columns(PipelineSpec spec) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("name", spec.name());
        columns.put("base", spec.base().value());
        columns.put("target", spec.target().value());
        columns.put("recipe", spec.recipe().text());
        columns.put("onBaseChange", spec.onBaseChange());
        columns.put("onPackageChange", spec.onPackageChange());
        columns.put("rollOut", spec.rollOut());
        columns.put("bundles", ArrayColumns.literal(spec.bundles().stream()));
        columns.put("zone", spec.schedule().map(timing -> timing.zone().getId()).orElse(null));
        columns.put(
                "start",
                spec.schedule().map(timing -> DayColumns.minute(timing.start())).orElse(null));
        columns.put(
                "weekdays",
                spec.schedule()
                        .map(timing -> DayColumns.weekdays(timing.rhythm()))
                        .orElse("{}"));
        return columns;
    }

    private static Pipeline pipeline(ResultSet row, int number) throws SQLException {
        var spec = new PipelineSpec(
                row.getString("name"),
                new ImageId(row.getObject("base_image_id", UUID.class)),
                new ImageId(row.getObject("image_id", UUID.class)),
                Recipe.parse(row.getString("recipe")),
                schedule(row),
                row.getBoolean("on_base_change"),
                row.getBoolean("on_package_change"),
                row.getBoolean("roll_out"),
                ArrayColumns.read(row, "bundles", UUID.class).map(BundleId::new).collect(Collectors.toSet()));
        return new Pipeline(
                new PipelineId(row.getObject("id", UUID.class)),
                spec,
                row.getBoolean("enabled"),
                row.getObject("planned_until", OffsetDateTime.class).toInstant(),
                row.getLong("revision"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static Optional<Timing> schedule(ResultSet row) throws SQLException {
        String zone = row.getString("zone");
        if (zone == null) {
            return Optional.empty();
        }
        var rhythm = new Rhythm.Weekly(DayColumns.weekdays(row));
        return Optional.of(new Timing(ZoneId.of(zone), rhythm, DayColumns.time(row, "start_minute"), LENGTH_MINUTES));
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
