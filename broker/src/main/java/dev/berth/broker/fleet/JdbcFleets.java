package dev.berth.broker.fleet;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.FleetId;
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
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Fleets as rows, changed by compare and set of their revision; scaling is the keeper's, who holds the row's lock. */
@Component
class JdbcFleets {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<ScheduleRow>> SCHEDULE = new TypeReference<>() {};
    private static final String FLEET = """
            select f.id, f.bundle_id, f.mode, f.least, f.most, f.zone, f.schedule, f.session_minutes,
                   f.disconnect_minutes, f.idle_minutes, f.keeps_home, f.enabled, f.desired, f.desired_because, f.scaled_out_at,
                   f.scaled_in_at, f.short_at, f.revision, f.created_at
              from fleet f
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcFleets(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    /** By the name of their bundles. */
    List<Fleet> list() {
        return jdbc.sql(FLEET
                        + " join bundle b on b.id = f.bundle_id where f.home_region = :region order by lower(b.name)")
                .param("region", region.name())
                .query(JdbcFleets::fleet)
                .list();
    }

    Optional<Fleet> find(FleetId id) {
        return jdbc.sql(FLEET + " where f.id = :id")
                .param("id", id.value())
                .query(JdbcFleets::fleet)
                .optional();
    }

    Optional<Fleet> of(BundleId bundle) {
        return jdbc.sql(FLEET + " where f.bundle_id = :bundle")
                .param("bundle", bundle.value())
                .query(JdbcFleets::fleet)
                .optional();
    }

    /** Keeps others from scaling it until the transaction ends; empty when somebody does already. */
    Optional<Fleet> lockIfFree(FleetId id) {
        return jdbc.sql(FLEET + " where f.id = :id for no key update skip locked")
                .param("id", id.value())
                .query(JdbcFleets::fleet)
                .optional();
    }

    /** The same, after whoever does. */
    Optional<Fleet> lock(FleetId id) {
        return jdbc.sql(FLEET + " where f.id = :id for no key update")
                .param("id", id.value())
                .query(JdbcFleets::fleet)
                .optional();
    }

    void insert(Fleet fleet) {
        jdbc.sql("""
                        insert into fleet (id, home_region, bundle_id, mode, least, most, zone, schedule, session_minutes,
                                           disconnect_minutes, idle_minutes, keeps_home, enabled, created_at)
                        values (:id, :region, :bundle, :mode, :least, :most, :zone, :schedule::jsonb, :session,
                                :disconnect, :idle, :keepsHome, :enabled, :created)
                        """)
                .params(columns(fleet.spec()))
                .param("id", fleet.id().value())
                .param("region", region.name())
                .param("enabled", fleet.enabled())
                .param("created", utc(fleet.createdAt()))
                .update();
    }

    /** False when the revision is no longer the current one. */
    boolean update(FleetId id, long revision, FleetSpec spec, boolean enabled) {
        return jdbc.sql("""
                        update fleet
                           set bundle_id = :bundle, mode = :mode, least = :least, most = :most, zone = :zone,
                               schedule = :schedule::jsonb, session_minutes = :session,
                               disconnect_minutes = :disconnect, idle_minutes = :idle, keeps_home = :keepsHome,
                               enabled = :enabled,
                               revision = revision + 1
                         where id = :id and revision = :revision
                        """)
                        .params(columns(spec))
                        .param("id", id.value())
                        .param("revision", revision)
                        .param("enabled", enabled)
                        .update()
                == 1;
    }

    void scaled(FleetId id, Scaling scaling) {
        jdbc.sql("""
                        update fleet
                           set desired = :desired, desired_because = :why, scaled_out_at = :out, scaled_in_at = :in
                         where id = :id
                        """)
                .param("id", id.value())
                .param("desired", scaling.desired())
                .param("why", scaling.why())
                .param("out", utc(scaling.outAt()))
                .param("in", utc(scaling.inAt()))
                .update();
    }

    void ranShort(FleetId id, Instant at) {
        jdbc.sql("update fleet set short_at = greatest(short_at, :at) where id = :id")
                .param("id", id.value())
                .param("at", utc(at))
                .update();
    }

    private static Map<String, @Nullable Object> columns(FleetSpec spec) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("bundle", spec.bundle().value());
        columns.put("mode", spec.mode().name());
        columns.put("least", spec.bounds().least());
        columns.put("most", spec.bounds().most());
        columns.put("zone", spec.zone().getId());
        columns.put("schedule", JSON.writeValueAsString(spec.schedule()));
        columns.put("session", spec.limits().session());
        columns.put("disconnect", spec.limits().disconnect());
        columns.put("idle", spec.limits().idle());
        columns.put("keepsHome", spec.keepsHome());
        return columns;
    }

    private static Fleet fleet(ResultSet row, int number) throws SQLException {
        return new Fleet(
                new FleetId(row.getObject("id", UUID.class)),
                new FleetSpec(
                        new BundleId(row.getObject("bundle_id", UUID.class)),
                        FleetMode.valueOf(row.getString("mode")),
                        new Bounds(row.getInt("least"), row.getInt("most")),
                        ZoneId.of(row.getString("zone")),
                        JSON.readValue(row.getString("schedule"), SCHEDULE),
                        new SessionLimits(
                                row.getInt("session_minutes"),
                                row.getInt("disconnect_minutes"),
                                row.getInt("idle_minutes")),
                        row.getBoolean("keeps_home")),
                row.getBoolean("enabled"),
                new Scaling(
                        row.getInt("desired"),
                        row.getString("desired_because"),
                        instant(row, "scaled_out_at"),
                        instant(row, "scaled_in_at"),
                        instant(row, "short_at")),
                row.getLong("revision"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    static @Nullable OffsetDateTime utc(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }
}
