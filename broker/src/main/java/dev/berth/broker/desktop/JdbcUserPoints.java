package dev.berth.broker.desktop;

import dev.berth.broker.desktop.UserPoint.Kind;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.VolumeName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Points of user volumes. A row is there before its volume, unless it came from another region, and goes after it. */
@Component
class JdbcUserPoints {

    private final JdbcClient jdbc;

    JdbcUserPoints(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<UserPoint> find(PointId id) {
        return jdbc.sql("select * from user_point where id = :id")
                .param("id", id.value())
                .query(JdbcUserPoints::read)
                .optional();
    }

    /** The latest first. */
    List<UserPoint> of(DesktopId desktop) {
        return jdbc.sql("""
                        select * from user_point where desktop_id = :desktop
                         order by coalesce(taken_at, created_at) desc, created_at desc
                        """)
                .param("desktop", desktop.value())
                .query(JdbcUserPoints::read)
                .list();
    }

    /** Whether a point on that host is, or was until it was made flat, this volume. */
    boolean names(HostId host, DesktopId desktop, VolumeName volume) {
        return of(desktop).stream()
                .filter(point -> point.host().equals(host))
                .anyMatch(point -> point.volume().equals(volume) || volume.equals(point.former()));
    }

    /** Desktops that have more than the least: points on their way out, chains to shorten, or leftovers of before. */
    List<DesktopId> untidy(int deepest, int limit) {
        return jdbc.sql("""
                        select p.desktop_id
                          from user_point p join desktop d on d.id = p.desktop_id
                         group by p.desktop_id, d.state, d.kept_until, d.host_id
                        having bool_or(p.state = 'DELETING' or p.former is not null)
                            or bool_or(p.kind in ('SENT', 'RECEIVED') and p.host_id is distinct from d.host_id)
                            or count(*) filter (where p.stands_on is not null) > :deepest
                            or count(*) filter (where p.kind in ('RECEIVED', 'DISPLACED')) > 1
                            or d.state = 'TERMINATED' and d.kept_until is null
                         limit :limit
                        """)
                .param("deepest", deepest)
                .param("limit", limit)
                .query((row, number) -> new DesktopId(row.getObject("desktop_id", UUID.class)))
                .list();
    }

    /** False when one of the desktop's is being made already. */
    boolean insert(UserPoint point, Instant now) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("id", point.id().value());
        columns.put("desktop", point.desktop().value());
        columns.put("host", point.host().value());
        columns.put("kind", point.kind().name());
        columns.put("state", point.state().name());
        columns.put("volume", point.volume().value());
        columns.put("taken", JdbcDesktops.utc(point.takenAt()));
        columns.put(
                "standsOn", point.standsOn() == null ? null : point.standsOn().value());
        columns.put("bytes", point.bytes());
        columns.put("mib", point.mib());
        columns.put("incoming", point.incoming());
        columns.put("why", point.why());
        columns.put("now", JdbcDesktops.utc(now));
        return jdbc.sql("""
                        insert into user_point (id, desktop_id, host_id, kind, state, volume, taken_at, stands_on, bytes,
                                                user_volume_mib, incoming, why, created_at)
                        values (:id, :desktop, :host, :kind, :state, :volume, :taken, :standsOn, :bytes,
                                :mib, :incoming, :why, :now)
                            on conflict do nothing
                        """).params(columns).update() == 1;
    }

    void made(PointId id, Instant takenAt, boolean incremental, long bytes, long mib) {
        jdbc.sql("""
                        update user_point
                           set state = 'WHOLE', taken_at = :at, bytes = :bytes, user_volume_mib = :mib,
                               stands_on = case when :incremental then stands_on end
                         where id = :id and state = 'MAKING'
                        """)
                .param("id", id.value())
                .param("at", JdbcDesktops.utc(takenAt))
                .param("incremental", incremental)
                .param("bytes", bytes)
                .param("mib", mib)
                .update();
    }

    /** Whether nobody ever was in it and nothing was done to it: then its root volume is as its image is. */
    boolean untouched(DesktopId desktop) {
        return jdbc.sql("""
                        select not exists (select from session
                                            where desktop_id = :desktop
                                              and state in ('CONNECTED', 'DISCONNECTED', 'ENDED'))
                           and not exists (select from maintenance_item where desktop_id = :desktop)
                           and not exists (select from desktop_software where desktop_id = :desktop)
                           and not exists (select from desktop_snapshot where desktop_id = :desktop)
                        """)
                .param("desktop", desktop.value())
                .query(Boolean.class)
                .single();
    }

    /** The generation that it is made into is its own from now on; one that it has already stays. */
    int reserve(PointId id, int generation) {
        return jdbc.sql("""
                        update user_point set generation = coalesce(generation, :generation) where id = :id
                        returning generation
                        """)
                .param("id", id.value())
                .param("generation", generation)
                .query(Integer.class)
                .single();
    }

    /** None of the desktop's is to be taken in any more. */
    void settled(DesktopId desktop) {
        jdbc.sql("update user_point set incoming = false, generation = null where desktop_id = :desktop and incoming")
                .param("desktop", desktop.value())
                .update();
    }

    /** @return whether it is there whole */
    boolean incoming(DesktopId desktop, PointId id) {
        settled(desktop);
        return jdbc.sql("""
                        update user_point set incoming = true
                         where id = :id and desktop_id = :desktop and state = 'WHOLE'
                        """)
                        .param("id", id.value())
                        .param("desktop", desktop.value())
                        .update()
                == 1;
    }

    /** @return whether the desktop was to have it, and its host is lost: then it does without */
    boolean givenUp(PointId id) {
        return jdbc.sql("""
                        update user_point p set incoming = false, generation = null, state = 'DELETING'
                         where p.id = :id and p.incoming
                           and exists (select from hypervisor_host h where h.id = p.host_id and h.state = 'LOST')
                        """).param("id", id.value()).update() == 1;
    }

    void deleting(PointId id) {
        jdbc.sql("update user_point set state = 'DELETING' where id = :id and not incoming")
                .param("id", id.value())
                .update();
    }

    void delete(PointId id) {
        jdbc.sql("delete from user_point where id = :id")
                .param("id", id.value())
                .update();
    }

    /** It stands on nothing any more; the volume that it was goes. */
    void flat(UserPoint point, VolumeName flat, long bytes) {
        jdbc.sql("""
                        update user_point set volume = :flat, former = volume, stands_on = null, bytes = :bytes
                         where id = :id and volume = :volume
                        """)
                .param("id", point.id().value())
                .param("flat", flat.value())
                .param("volume", point.volume().value())
                .param("bytes", bytes)
                .update();
    }

    void formerGone(PointId id) {
        jdbc.sql("update user_point set former = null where id = :id")
                .param("id", id.value())
                .update();
    }

    private static UserPoint read(ResultSet row, int number) throws SQLException {
        OffsetDateTime taken = row.getObject("taken_at", OffsetDateTime.class);
        UUID standsOn = row.getObject("stands_on", UUID.class);
        String former = row.getString("former");
        return new UserPoint(
                new PointId(row.getObject("id", UUID.class)),
                new DesktopId(row.getObject("desktop_id", UUID.class)),
                new HostId(row.getObject("host_id", UUID.class)),
                Kind.valueOf(row.getString("kind")),
                UserPoint.State.valueOf(row.getString("state")),
                new VolumeName(row.getString("volume")),
                former == null ? null : new VolumeName(former),
                taken == null ? null : taken.toInstant(),
                standsOn == null ? null : new PointId(standsOn),
                row.getLong("bytes"),
                row.getLong("user_volume_mib"),
                row.getObject("generation", Integer.class),
                row.getBoolean("incoming"),
                row.getString("why"));
    }
}
