package dev.berth.broker.desktop;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.desktop.Residence.Tenure;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A desktop's row, read and written. */
final class DesktopRow {

    static final String SELECT = """
            select d.id, d.person_id, d.bundle_id, d.fleet_id, d.image_version_id, d.hostname, d.host_id, d.generation,
                   d.user_generation, d.last_generation, d.vcpus, d.memory_mib, d.running_mode, d.auto_stop_minutes,
                   coalesce(d.root_volume_mib, made_of.root_volume_mib) as root_volume_mib,
                   coalesce(d.user_volume_mib, made_of.user_volume_mib) as user_volume_mib,
                   d.next_vcpus, d.next_memory_mib, d.next_root_mib, d.next_user_mib, d.exchange, d.state,
                   d.state_reason, d.state_since, d.wanted, d.power, d.step, d.attempts, d.retry_at, d.holds_room,
                   d.started_at, d.first_ready_at, d.stop_due_at, d.held_until, d.saved_state_kept, d.last_used_at, d.created_at,
                   d.kept_until, d.forgetting_since, d.revision, d.relocation, own.state as host_state,
                   own.shuts_saved_down as host_shuts_saved_down, own.said_to_be_off as host_said_to_be_off, snapshots.*, d.home_id, home.*,
                   (select p.id from user_point p where p.desktop_id = d.id and p.incoming) as point_incoming,
                   (select p.id from user_point p
                     where p.desktop_id = d.id and p.state = 'MAKING' and p.kind in ('SENT', 'KEPT')) as point_making,
                   exists(select 1 from session s where s.desktop_id = d.id and s.state in ('OPENING', 'READY', 'CONNECTED')) as in_use
              from desktop d
              join bundle made_of on made_of.id = d.bundle_id
              left join hypervisor_host own on own.id = d.host_id
              left join lateral (
                   select (select h.host_id from person_home h where h.id = d.home_id) as home_host,
                          (select coalesce(h.volume_id, h.id) from person_home h where h.id = d.home_id) as home_volume,
                          coalesce(bool_or(o.first_ready_at is not null), false) as home_used,
                          coalesce(bool_or(o.holds_room), false) as home_busy
                     from desktop o
                    where o.home_id = d.home_id and o.id <> d.id) home on d.home_id is not null
             cross join lateral (
                   select max(n.asked_at) as snapshot_asked_at,
                          coalesce((array_agg(n.state = 'FAILED' order by n.asked_at desc)
                                     filter (where n.state <> 'DELETING'))[1], false) as snapshot_failed,
                          (array_agg(n.id) filter (where n.state = 'MAKING'))[1] as snapshot_making,
                          coalesce(bool_or(n.kind = 'ON_DEMAND') filter (where n.state = 'MAKING'), false) as snapshot_asked,
                          (array_agg(n.id order by n.asked_at) filter (
                              where n.state = 'DELETING'
                                and not exists (select from desktop_snapshot o where o.stands_on = n.id)))[1] as snapshot_removable
                     from desktop_snapshot n
                    where n.desktop_id = d.id and n.host_id = d.host_id) snapshots
            """;

    private static final JsonMapper JSON = JsonMapper.shared();

    private DesktopRow() {}

    static Desktop read(ResultSet row, int number) throws SQLException {
        return new Desktop(
                new DesktopId(row.getObject("id", UUID.class)),
                person(row),
                new BundleId(row.getObject("bundle_id", UUID.class)),
                fleet(row),
                blueprint(row),
                condition(row),
                times(row),
                agenda(row),
                row.getBoolean("in_use"),
                row.getLong("revision"));
    }

    /** What the desktop is made of, and is to be made of. */
    static Map<String, @Nullable Object> made(Desktop desktop) {
        Blueprint blueprint = desktop.blueprint();
        Disks disks = blueprint.disks();
        Resize resize = desktop.agenda().resize();
        Exchange exchange = desktop.agenda().exchange();
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("id", desktop.id().value());
        columns.put("bundle", desktop.bundle().value());
        columns.put("imageVersion", blueprint.imageVersion().value());
        columns.put("generation", disks.root());
        columns.put("userGeneration", disks.user());
        columns.put("lastGeneration", disks.last());
        columns.put("rootMib", disks.rootMib());
        columns.put("userMib", disks.userMib());
        columns.put("home", disks.home() == null ? null : disks.home().id());
        columns.put("vcpus", blueprint.compute().vcpus());
        columns.put("memoryMib", blueprint.compute().memoryMib());
        columns.put("runningMode", blueprint.running().mode().name());
        columns.put("autoStopMinutes", blueprint.running().autoStopMinutes());
        columns.put(
                "nextVcpus", resize.compute() == null ? null : resize.compute().vcpus());
        columns.put(
                "nextMemoryMib",
                resize.compute() == null ? null : resize.compute().memoryMib());
        columns.put("nextRootMib", resize.rootMib());
        columns.put("nextUserMib", resize.userMib());
        columns.put("exchange", exchange == null ? null : JSON.writeValueAsString(exchange));
        Relocation relocation = desktop.agenda().residence().relocation();
        columns.put("relocation", relocation == null ? null : JSON.writeValueAsString(relocation));
        return columns;
    }

    private static PersonId person(ResultSet row) throws SQLException {
        UUID person = row.getObject("person_id", UUID.class);
        return person == null ? Desktop.NOBODY : new PersonId(person);
    }

    private static @Nullable FleetId fleet(ResultSet row) throws SQLException {
        UUID fleet = row.getObject("fleet_id", UUID.class);
        return fleet == null ? null : new FleetId(fleet);
    }

    private static Blueprint blueprint(ResultSet row) throws SQLException {
        return new Blueprint(
                new ImageVersionId(row.getObject("image_version_id", UUID.class)),
                new Disks(
                        row.getInt("generation"),
                        row.getInt("user_generation"),
                        Math.max(row.getInt("generation"), row.getInt("last_generation")),
                        row.getLong("root_volume_mib"),
                        row.getLong("user_volume_mib"),
                        home(row)),
                row.getString("hostname"),
                new Compute(row.getInt("vcpus"), row.getInt("memory_mib")),
                new RunningPolicy(RunningMode.valueOf(row.getString("running_mode")), row.getInt("auto_stop_minutes")));
    }

    private static @Nullable Home home(ResultSet row) throws SQLException {
        UUID home = row.getObject("home_id", UUID.class);
        UUID host = row.getObject("home_host", UUID.class);
        return home == null
                ? null
                : new Home(
                        home,
                        row.getObject("home_volume", UUID.class),
                        host == null ? null : new HostId(host),
                        row.getBoolean("home_used"),
                        row.getBoolean("home_busy"));
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
                instant(row, "held_until"),
                instant(row, "kept_until"),
                instant(row, "forgetting_since"),
                instant(row, "retry_at"));
    }

    private static Agenda agenda(ResultSet row) throws SQLException {
        Integer vcpus = row.getObject("next_vcpus", Integer.class);
        Integer memoryMib = row.getObject("next_memory_mib", Integer.class);
        var resize = new Resize(
                vcpus == null || memoryMib == null ? null : new Compute(vcpus, memoryMib),
                row.getObject("next_root_mib", Long.class),
                row.getObject("next_user_mib", Long.class));
        String exchange = row.getString("exchange");
        var snapshots = new SnapshotDesk(
                instant(row, "snapshot_asked_at"),
                row.getBoolean("snapshot_failed"),
                snapshot(row, "snapshot_making"),
                row.getBoolean("snapshot_asked"),
                snapshot(row, "snapshot_removable"));
        return new Agenda(
                exchange == null ? null : JSON.readValue(exchange, Exchange.class),
                resize,
                snapshots,
                new PointDesk(point(row, "point_making"), point(row, "point_incoming")),
                residence(row));
    }

    private static Residence residence(ResultSet row) throws SQLException {
        String relocation = row.getString("relocation");
        return new Residence(tenure(row), relocation == null ? null : JSON.readValue(relocation, Relocation.class));
    }

    private static Tenure tenure(ResultSet row) throws SQLException {
        String state = row.getString("host_state");
        return state == null
                ? Tenure.STAYS
                : switch (HostState.valueOf(state)) {
                    case ACTIVE -> Tenure.STAYS;
                    case DRAINING, DRAINED ->
                        row.getBoolean("host_shuts_saved_down") ? Tenure.LEAVES_WITHOUT_MEMORY : Tenure.LEAVES;
                    case LOST -> row.getBoolean("host_said_to_be_off") ? Tenure.LOST_AND_OFF : Tenure.LOST;
                };
    }

    private static @Nullable PointId point(ResultSet row, String column) throws SQLException {
        UUID id = row.getObject(column, UUID.class);
        return id == null ? null : new PointId(id);
    }

    private static @Nullable SnapshotId snapshot(ResultSet row, String column) throws SQLException {
        UUID id = row.getObject(column, UUID.class);
        return id == null ? null : new SnapshotId(id);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
