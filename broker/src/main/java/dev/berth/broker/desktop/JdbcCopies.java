package dev.berth.broker.desktop;

import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.VolumeName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Copies of snapshots on other hosts. A row is there before its volumes and goes after them. Only the node that has the
 * desktop's claim writes one, which each statement sees to itself: whoever was halted between asking and writing must not
 * vouch for what another is at by now.
 */
@Component
class JdbcCopies {

    /** The claim cannot change before what is written under it is. */
    private static final String HELD = """
            exists (select 1 from desktop_copying w
                     where w.desktop_id = :desktop and w.claim = :claim and w.claimed_until > clock_timestamp()
                       for share)
            """;

    private final JdbcClient jdbc;

    JdbcCopies(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The latest first. */
    List<DesktopCopy> of(DesktopId desktop) {
        return jdbc.sql("""
                        select desktop_id, snapshot_id, host_id, state, taken_at, stands_on, arrived, bytes,
                               image_version_id, root_volume_mib, user_volume_mib
                          from desktop_copy
                         where desktop_id = :desktop
                         order by taken_at desc, snapshot_id
                        """)
                .param("desktop", desktop.value())
                .query(JdbcCopies::read)
                .list();
    }

    /** Whether that host has a copy of the desktop's that the volume is part of. */
    boolean names(HostId host, DesktopId desktop, VolumeName volume) {
        return of(desktop).stream()
                .filter(copy -> copy.host().equals(host))
                .anyMatch(copy -> copy.root().equals(volume) || copy.user().equals(volume));
    }

    void insert(DesktopCopy copy, UUID claim, Instant at) {
        Map<String, @Nullable Object> columns = key(copy, claim);
        columns.put("state", copy.state().name());
        columns.put("taken", JdbcDesktops.utc(copy.takenAt()));
        columns.put("standsOn", copy.standsOn() == null ? null : copy.standsOn().value());
        columns.put("image", copy.imageVersion().value());
        columns.put("rootMib", copy.rootMib());
        columns.put("userMib", copy.userMib());
        columns.put("begun", JdbcDesktops.utc(at));
        jdbc.sql("""
                        insert into desktop_copy (desktop_id, snapshot_id, host_id, state, taken_at, stands_on,
                                                  image_version_id, root_volume_mib, user_volume_mib, begun_at)
                        select :desktop, :snapshot, :host, :state, :taken, :standsOn::uuid, :image, :rootMib, :userMib, :begun
                         where %s
                            on conflict do nothing
                        """.formatted(HELD)).params(columns).update();
    }

    boolean arrived(DesktopCopy copy, UUID claim, VolumeName volume) {
        return jdbc.sql("""
                        update desktop_copy set arrived = array_append(arrived, cast(:volume as text))
                         where desktop_id = :desktop and snapshot_id = :snapshot and host_id = :host
                           and state = 'COPYING' and not :volume = any (arrived) and %s
                        """.formatted(HELD))
                        .params(key(copy, claim))
                        .param("volume", volume.value())
                        .update()
                == 1;
    }

    boolean whole(DesktopCopy copy, UUID claim, long bytes, Instant at) {
        return jdbc.sql("""
                        update desktop_copy set state = 'WHOLE', bytes = :bytes, whole_at = :at
                         where desktop_id = :desktop and snapshot_id = :snapshot and host_id = :host
                           and state = 'COPYING' and %s
                        """.formatted(HELD))
                        .params(key(copy, claim))
                        .param("bytes", bytes)
                        .param("at", JdbcDesktops.utc(at))
                        .update()
                == 1;
    }

    void dropping(DesktopCopy copy, UUID claim) {
        jdbc.sql("""
                        update desktop_copy set state = 'DELETING'
                         where desktop_id = :desktop and snapshot_id = :snapshot and host_id = :host and %s
                        """.formatted(HELD)).params(key(copy, claim)).update();
    }

    void delete(DesktopCopy copy, UUID claim) {
        jdbc.sql("""
                        delete from desktop_copy
                         where desktop_id = :desktop and snapshot_id = :snapshot and host_id = :host
                           and state = 'DELETING' and %s
                        """.formatted(HELD)).params(key(copy, claim)).update();
    }

    private static Map<String, @Nullable Object> key(DesktopCopy copy, UUID claim) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("desktop", copy.desktop().value());
        columns.put("snapshot", copy.snapshot().value());
        columns.put("host", copy.host().value());
        columns.put("claim", claim);
        return columns;
    }

    private static DesktopCopy read(ResultSet row, int number) throws SQLException {
        UUID standsOn = row.getObject("stands_on", UUID.class);
        return new DesktopCopy(
                new DesktopId(row.getObject("desktop_id", UUID.class)),
                new SnapshotId(row.getObject("snapshot_id", UUID.class)),
                new HostId(row.getObject("host_id", UUID.class)),
                CopyState.valueOf(row.getString("state")),
                row.getObject("taken_at", OffsetDateTime.class).toInstant(),
                standsOn == null ? null : new SnapshotId(standsOn),
                List.of((String[]) row.getArray("arrived").getArray()),
                row.getLong("bytes"),
                new ImageVersionId(row.getObject("image_version_id", UUID.class)),
                row.getLong("root_volume_mib"),
                row.getLong("user_volume_mib"));
    }
}
