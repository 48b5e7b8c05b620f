package dev.berth.broker.desktop;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.HostId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A desktop's row, read and written. */
final class DesktopRow {

    static final String SELECT = """
            select d.id, d.person_id, d.bundle_id, d.image_version_id, d.hostname, d.host_id, d.generation, d.vcpus,
                   d.memory_mib, d.running_mode, d.auto_stop_minutes, d.state, d.state_reason, d.state_since, d.wanted,
                   d.power, d.step, d.attempts, d.retry_at, d.holds_room, d.started_at, d.first_ready_at, d.stop_due_at,
                   d.saved_state_kept, d.last_used_at, d.created_at, d.revision,
                   exists(select 1 from session s where s.desktop_id = d.id and s.state in ('OPENING', 'READY', 'CONNECTED')) as in_use
              from desktop d
            """;

    private DesktopRow() {}

    static Desktop read(ResultSet row, int number) throws SQLException {
        return new Desktop(
                new DesktopId(row.getObject("id", UUID.class)),
                new PersonId(row.getObject("person_id", UUID.class)),
                new BundleId(row.getObject("bundle_id", UUID.class)),
                blueprint(row),
                condition(row),
                times(row),
                row.getBoolean("in_use"),
                row.getLong("revision"));
    }

    static Map<String, Object> identity(Desktop desktop) {
        Blueprint blueprint = desktop.blueprint();
        Map<String, Object> columns = new HashMap<>();
        columns.put("id", desktop.id().value());
        columns.put("person", desktop.person().objectGuid());
        columns.put("bundle", desktop.bundle().value());
        columns.put("imageVersion", blueprint.imageVersion().value());
        columns.put("hostname", blueprint.hostname());
        columns.put("generation", blueprint.generation());
        columns.put("vcpus", blueprint.compute().vcpus());
        columns.put("memoryMib", blueprint.compute().memoryMib());
        columns.put("runningMode", blueprint.running().mode().name());
        columns.put("autoStopMinutes", blueprint.running().autoStopMinutes());
        return columns;
    }

    private static Blueprint blueprint(ResultSet row) throws SQLException {
        return new Blueprint(
                new ImageVersionId(row.getObject("image_version_id", UUID.class)),
                row.getInt("generation"),
                row.getString("hostname"),
                new Compute(row.getInt("vcpus"), row.getInt("memory_mib")),
                new RunningPolicy(RunningMode.valueOf(row.getString("running_mode")), row.getInt("auto_stop_minutes")));
    }

    private static Condition condition(ResultSet row) throws SQLException {
        UUID host = row.getObject("host_id", UUID.class);
        String mark = row.getString("step");
        return new Condition(
                DesktopState.valueOf(row.getString("state")),
                row.getString("state_reason"),
                Wanted.valueOf(row.getString("wanted")),
                Power.valueOf(row.getString("power")),
                host == null ? null : new HostId(host),
                row.getBoolean("holds_room"),
                mark == null ? null : Mark.valueOf(mark),
                row.getInt("attempts"),
                row.getString("saved_state_kept"));
    }

    private static Times times(ResultSet row) throws SQLException {
        return new Times(
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("state_since", OffsetDateTime.class).toInstant(),
                instant(row, "started_at"),
                instant(row, "first_ready_at"),
                instant(row, "last_used_at"),
                instant(row, "stop_due_at"),
                instant(row, "retry_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
