package dev.berth.broker.desktop;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.host.HostId;
import dev.berth.broker.region.RegionSettings;
import dev.berth.hypervisor.SnapshotOutcome.Consistency;
import dev.berth.hypervisor.VolumeName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Snapshots. A row is there before its volumes and goes after them. */
@Component
class JdbcSnapshots {

    private static final String SELECT = """
            select s.id, s.desktop_id, s.kind, s.state, s.asked_at, s.taken_at, s.host_id, s.root_volume, s.user_volume,
                   s.root_generation, s.user_generation, s.stands_on, s.consistency, s.bytes, s.image_version_id,
                   s.bundle_id, s.root_volume_mib, s.user_volume_mib, s.failure, d.hostname, d.vcpus, d.memory_mib,
                   d.running_mode, d.auto_stop_minutes, d.last_generation
              from desktop_snapshot s
              join desktop d on d.id = s.desktop_id
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcSnapshots(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    Optional<Snapshot> find(SnapshotId id) {
        return jdbc.sql(SELECT + " where s.id = :id")
                .param("id", id.value())
                .query(JdbcSnapshots::read)
                .optional();
    }

    /** The latest first. */
    List<Snapshot> of(DesktopId desktop) {
        return jdbc.sql(SELECT + " where s.desktop_id = :desktop order by s.asked_at desc, s.id")
                .param("desktop", desktop.value())
                .query(JdbcSnapshots::read)
                .list();
    }

    /** Those on the host that the desktop is on; a host that was lost may hold others. */
    List<Snapshot> here(DesktopId desktop) {
        return jdbc.sql(SELECT
                        + " where s.desktop_id = :desktop and s.host_id = d.host_id order by s.asked_at desc, s.id")
                .param("desktop", desktop.value())
                .query(JdbcSnapshots::read)
                .list();
    }

    /** False when one of the desktop is being made already. */
    boolean insert(Snapshot snapshot) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("id", snapshot.id().value());
        columns.put("region", region.name());
        columns.put("desktop", snapshot.desktop().value());
        columns.put("kind", snapshot.kind().name());
        columns.put("state", snapshot.state().name());
        columns.put("asked", JdbcDesktops.utc(snapshot.askedAt()));
        columns.put("taken", JdbcDesktops.utc(snapshot.takenAt()));
        columns.put("host", snapshot.host().value());
        columns.put("root", snapshot.root().value());
        columns.put("user", snapshot.user().value());
        columns.put(
                "standsOn",
                snapshot.standsOn() == null ? null : snapshot.standsOn().value());
        columns.put("image", snapshot.make().blueprint().imageVersion().value());
        columns.put("bundle", snapshot.make().bundle().value());
        Disks disks = snapshot.make().blueprint().disks();
        columns.put("rootGeneration", disks.root());
        columns.put("userGeneration", disks.user());
        columns.put("rootMib", disks.rootMib());
        columns.put("userMib", disks.userMib());
        return jdbc.sql("""
                        insert into desktop_snapshot (id, home_region, desktop_id, kind, state, asked_at, taken_at, host_id,
                                                      root_volume, user_volume, root_generation, user_generation,
                                                      stands_on, image_version_id, bundle_id, root_volume_mib,
                                                      user_volume_mib)
                        values (:id, :region, :desktop, :kind, :state, :asked, :taken, :host,
                                :root, :user, :rootGeneration, :userGeneration,
                                :standsOn, :image, :bundle, :rootMib, :userMib)
                            on conflict do nothing
                        """).params(columns).update() == 1;
    }

    /** One that is to be taken regularly and waits is asked for at once. Empty when none waits. */
    Optional<SnapshotId> ask(DesktopId desktop) {
        return jdbc.sql("""
                        update desktop_snapshot set kind = 'ON_DEMAND'
                         where desktop_id = :desktop and state = 'MAKING' and kind = 'SCHEDULED'
                        returning id
                        """)
                .param("desktop", desktop.value())
                .query((row, number) -> new SnapshotId(row.getObject("id", UUID.class)))
                .optional();
    }

    /** It is there. One that turned out whole stands on none. */
    void ready(SnapshotId id, Instant at, boolean incremental, Consistency consistency, long bytes) {
        jdbc.sql("""
                        update desktop_snapshot
                           set state = 'READY', taken_at = :at, consistency = :consistency, bytes = :bytes,
                               stands_on = case when :incremental then stands_on end, failure = null
                         where id = :id and state = 'MAKING'
                        """)
                .param("id", id.value())
                .param("at", JdbcDesktops.utc(at))
                .param("incremental", incremental)
                .param("consistency", consistency.name())
                .param("bytes", bytes)
                .update();
    }

    /** It stands on none from now on, for what it was to stand on does not fit any more. */
    void whole(SnapshotId id) {
        jdbc.sql("update desktop_snapshot set stands_on = null where id = :id")
                .param("id", id.value())
                .update();
    }

    void failed(SnapshotId id, String failure) {
        jdbc.sql("""
                        update desktop_snapshot
                           set state = 'FAILED', failure = :failure, stands_on = null
                         where id = :id and state = 'MAKING'
                        """).param("id", id.value()).param("failure", failure).update();
    }

    /** Marks them to go; those that are being made stay. */
    int deleting(Collection<SnapshotId> ids) {
        return ids.isEmpty()
                ? 0
                : jdbc.sql("""
                                update desktop_snapshot set state = 'DELETING', failure = null
                                 where id = any (:ids::uuid[]) and state in ('READY', 'FAILED')
                                """)
                        .param("ids", ids.stream().map(SnapshotId::value).toArray(UUID[]::new))
                        .update();
    }

    /** Its volumes could not be deleted: it is there still. */
    void stays(SnapshotId id, String failure) {
        jdbc.sql(
                        "update desktop_snapshot set state = 'READY', failure = :failure where id = :id and state = 'DELETING'")
                .param("id", id.value())
                .param("failure", failure)
                .update();
    }

    void delete(SnapshotId id) {
        jdbc.sql("delete from desktop_snapshot where id = :id")
                .param("id", id.value())
                .update();
    }

    /** Those of the desktop's that were on one host lie on the other from now on. */
    void moved(DesktopId desktop, HostId from, HostId to) {
        jdbc.sql("update desktop_snapshot set host_id = :to where desktop_id = :desktop and host_id = :from")
                .param("desktop", desktop.value())
                .param("from", from.value())
                .param("to", to.value())
                .update();
        jdbc.sql("update user_point set host_id = :to where desktop_id = :desktop and host_id = :from")
                .param("desktop", desktop.value())
                .param("from", from.value())
                .param("to", to.value())
                .update();
    }

    /** Nobody takes the one any more that was to be taken on that host. */
    void givenUpOn(DesktopId desktop, HostId host, String failure) {
        jdbc.sql("""
                        update desktop_snapshot
                           set state = 'FAILED', failure = :failure, stands_on = null
                         where desktop_id = :desktop and host_id = :host and state = 'MAKING'
                        """)
                .param("desktop", desktop.value())
                .param("host", host.value())
                .param("failure", failure)
                .update();
    }

    /** All of the desktop's on that host, whose volumes are gone. */
    void deleteAll(DesktopId desktop, HostId host) {
        jdbc.sql("delete from desktop_snapshot where desktop_id = :desktop and host_id = :host")
                .param("desktop", desktop.value())
                .param("host", host.value())
                .update();
    }

    private static Snapshot read(ResultSet row, int number) throws SQLException {
        UUID standsOn = row.getObject("stands_on", UUID.class);
        String consistency = row.getString("consistency");
        OffsetDateTime taken = row.getObject("taken_at", OffsetDateTime.class);
        return new Snapshot(
                new SnapshotId(row.getObject("id", UUID.class)),
                new DesktopId(row.getObject("desktop_id", UUID.class)),
                SnapshotKind.valueOf(row.getString("kind")),
                SnapshotState.valueOf(row.getString("state")),
                row.getObject("asked_at", OffsetDateTime.class).toInstant(),
                taken == null ? null : taken.toInstant(),
                new HostId(row.getObject("host_id", UUID.class)),
                new VolumeName(row.getString("root_volume")),
                new VolumeName(row.getString("user_volume")),
                make(row),
                standsOn == null ? null : new SnapshotId(standsOn),
                consistency == null ? null : Consistency.valueOf(consistency),
                row.getLong("bytes"),
                row.getString("failure"));
    }

    /** Disks and image as they were; the rest is the desktop's present. */
    private static Make make(ResultSet row) throws SQLException {
        var disks = new Disks(
                row.getInt("root_generation"),
                row.getInt("user_generation"),
                row.getInt("last_generation"),
                row.getLong("root_volume_mib"),
                row.getLong("user_volume_mib"));
        return new Make(
                new BundleId(row.getObject("bundle_id", UUID.class)),
                new Blueprint(
                        new ImageVersionId(row.getObject("image_version_id", UUID.class)),
                        disks,
                        row.getString("hostname"),
                        new Compute(row.getInt("vcpus"), row.getInt("memory_mib")),
                        new RunningPolicy(
                                RunningMode.valueOf(row.getString("running_mode")), row.getInt("auto_stop_minutes"))));
    }
}
