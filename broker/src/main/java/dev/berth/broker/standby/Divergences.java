package dev.berth.broker.standby;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.PointId;
import dev.berth.broker.desktop.UserPoint.Kind;
import dev.berth.broker.desktop.UserPoints;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.region.RegionPlanner.Duty;
import dev.berth.broker.standby.JdbcShipments.Load;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What people did here that the other region went on without: noted once for each change of region, of everybody or of one person, said in the audit log,
 * and kept as a point of its own, which Berth never deletes.
 */
@Component
class Divergences {

    private final JdbcClient jdbc;
    private final JdbcStandbys standbys;
    private final JdbcShipments shipments;
    private final UserPoints points;
    private final AuditLog audit;
    private final Clock clock;

    Divergences(
            JdbcClient jdbc,
            JdbcStandbys standbys,
            JdbcShipments shipments,
            UserPoints points,
            AuditLog audit,
            Clock clock) {
        this.jdbc = jdbc;
        this.standbys = standbys;
        this.shipments = shipments;
        this.points = points;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A desktop that was worked on here after the moment that the other region went on from.
     *
     * @param since that moment; null where it went on from nothing of this desktop
     * @param point what is kept of it; null until it is taken
     */
    record Divergence(
            DesktopId desktop,
            long epoch,
            @Nullable Instant since,
            Instant notedAt,
            @Nullable PointId point) {}

    List<Divergence> list(int most) {
        return jdbc.sql("select * from divergence order by noted_at desc limit :most")
                .param("most", most)
                .query((row, number) -> {
                    UUID point = row.getObject("point_id", UUID.class);
                    return new Divergence(
                            new DesktopId(row.getObject("desktop_id", UUID.class)),
                            row.getLong("epoch"),
                            JdbcStandbys.at(row, "since"),
                            Objects.requireNonNull(JdbcStandbys.at(row, "noted_at")),
                            point == null ? null : new PointId(point));
                })
                .list();
    }

    /** Looks at what another region serves by now; survives being repeated. */
    void keep(RegionMap map) {
        for (Standby there : standbys.there()) {
            Standby standby = there.asOf(clock.instant());
            Optional<Duty> duty = RegionPlanner.duty(map, standby.person())
                    .filter(one -> one.active().equals(standby.region()));
            duty.ifPresent(one -> keep(standby, one.epoch(), one.move()));
        }
    }

    private void keep(Standby standby, long epoch, long move) {
        DesktopId desktop = standby.peerDesktop();
        Optional<Load> load = shipments.load(desktop);
        if (load.isEmpty() || !load.get().changedSince(standby.takenAt()) || hasTaken(desktop, load.get())) {
            return;
        }
        if (note(desktop, epoch, move, standby.takenAt())) {
            audit.record(AuditEntry.of(
                    new Actor.Berth(),
                    "desktop.diverged",
                    "desktop",
                    desktop,
                    Outcome.DONE,
                    "Region " + standby.region() + " went on from "
                            + (standby.takenAt() == null ? "nothing of it" : "what it was at " + standby.takenAt())
                            + "; it was worked on here after that. What is here is kept as a point of its own."));
        }
        if (!isKept(desktop, epoch, move)) {
            points.begin(
                            desktop,
                            Kind.KEPT,
                            Optional.empty(),
                            "It diverged: region " + standby.region() + " went on from an earlier moment, with epoch "
                                    + epoch + ".")
                    .ifPresent(point -> kept(desktop, epoch, move, point));
        }
    }

    /** Whoever took in what came back worked on it since: that is no divergence of before. */
    private boolean hasTaken(DesktopId desktop, Load load) {
        return points.of(desktop).stream()
                .anyMatch(point -> point.kind() == Kind.DISPLACED
                        && point.takenAt() != null
                        && load.usedAt() != null
                        && point.takenAt().isAfter(load.usedAt()));
    }

    private boolean note(DesktopId desktop, long epoch, long move, @Nullable Instant since) {
        return jdbc.sql("""
                        insert into divergence (desktop_id, epoch, move, since, noted_at)
                        values (:desktop, :epoch, :move, :since, :now) on conflict do nothing
                        """)
                        .param("desktop", desktop.value())
                        .param("epoch", epoch)
                        .param("move", move)
                        .param("since", since == null ? null : JdbcStandbys.utc(since))
                        .param("now", JdbcStandbys.utc(clock.instant()))
                        .update()
                == 1;
    }

    /** One that could not be taken is asked for again. */
    private boolean isKept(DesktopId desktop, long epoch, long move) {
        return jdbc.sql("""
                        select exists (select from divergence v join user_point p on p.id = v.point_id
                                        where v.desktop_id = :desktop and v.epoch = :epoch and v.move = :move)
                        """)
                .param("desktop", desktop.value())
                .param("epoch", epoch)
                .param("move", move)
                .query(Boolean.class)
                .single();
    }

    private void kept(DesktopId desktop, long epoch, long move, PointId point) {
        jdbc.sql(
                        "update divergence set point_id = :point where desktop_id = :desktop and epoch = :epoch and move = :move")
                .param("desktop", desktop.value())
                .param("epoch", epoch)
                .param("move", move)
                .param("point", point.value())
                .update();
    }
}
