package dev.berth.broker.standby;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.PointId;
import dev.berth.broker.region.DatabaseLock;
import dev.berth.broker.region.RegionName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is arriving from peers: one point of each of their desktops at most. */
@Component
class JdbcArrivals {

    private final JdbcClient jdbc;
    private final DatabaseLock lock;

    JdbcArrivals(JdbcClient jdbc, DatabaseLock lock) {
        this.jdbc = jdbc;
        this.lock = lock;
    }

    /** Does it where no node of this region does anything to the same point; empty where another one does. */
    <T> Optional<T> alone(PointId point, Supplier<T> work) {
        return lock.alone("point", point.toString(), work);
    }

    Optional<Arrival> find(UUID id) {
        return jdbc.sql("select * from point_arrival where id = :id")
                .param("id", id)
                .query(JdbcArrivals::read)
                .optional();
    }

    List<Arrival> of(RegionName peer) {
        return jdbc.sql("select * from point_arrival where peer = :peer")
                .param("peer", peer.value())
                .query(JdbcArrivals::read)
                .list();
    }

    List<Arrival> all() {
        return jdbc.sql("select * from point_arrival order by id")
                .query(JdbcArrivals::read)
                .list();
    }

    List<UUID> ids() {
        return jdbc.sql("select id from point_arrival").query(UUID.class).list();
    }

    void begin(Arrival arrival, Instant now) {
        jdbc.sql("""
                        insert into point_arrival (id, peer, peer_desktop_id, desktop_id, point_id, base_id, mib, taken_at,
                                                   since, epoch, begun_at)
                        values (:id, :peer, :theirs, :desktop, :point, :base, :mib, :taken, :since, :epoch, :now)
                        on conflict (peer, peer_desktop_id) do update
                           set id = excluded.id, desktop_id = excluded.desktop_id, point_id = excluded.point_id,
                               base_id = excluded.base_id, mib = excluded.mib, taken_at = excluded.taken_at,
                               since = excluded.since, epoch = excluded.epoch, begun_at = excluded.begun_at
                        """)
                .param("id", arrival.id())
                .param("peer", arrival.peer().value())
                .param("theirs", arrival.peerDesktop().value())
                .param("desktop", arrival.desktop().value())
                .param("point", arrival.point().value())
                .param("base", arrival.base() == null ? null : arrival.base().value())
                .param("mib", arrival.mib())
                .param("taken", JdbcStandbys.utc(arrival.takenAt()))
                .param("since", JdbcStandbys.utc(arrival.since()))
                .param("epoch", arrival.epoch())
                .param("now", JdbcStandbys.utc(now))
                .update();
    }

    /** @return whether it was arriving still */
    boolean end(UUID id) {
        return jdbc.sql("delete from point_arrival where id = :id")
                        .param("id", id)
                        .update()
                == 1;
    }

    private static Arrival read(ResultSet row, int number) throws SQLException {
        UUID base = row.getObject("base_id", UUID.class);
        return new Arrival(
                row.getObject("id", UUID.class),
                new RegionName(row.getString("peer")),
                new DesktopId(row.getObject("peer_desktop_id", UUID.class)),
                new DesktopId(row.getObject("desktop_id", UUID.class)),
                new PointId(row.getObject("point_id", UUID.class)),
                base == null ? null : new PointId(base),
                row.getLong("mib"),
                row.getObject("taken_at", OffsetDateTime.class).toInstant(),
                row.getObject("since", OffsetDateTime.class).toInstant(),
                row.getLong("epoch"));
    }
}
