package dev.berth.broker.standby;

import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.PointId;
import dev.berth.broker.desktop.UserPoint;
import dev.berth.broker.desktop.UserPoint.Kind;
import dev.berth.broker.desktop.UserPoints;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.region.RegionPlanner.Duty;
import dev.berth.broker.standby.JdbcShipments.Load;
import dev.berth.broker.standby.ShippingPlan.Next;
import dev.berth.hypervisor.HypervisorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sends what people do here to the desktops that stand by for theirs in the peer. Only the region that serves a person
 * sends; a desktop is looked at by one node at a time, and nobody waits for it.
 */
@Component
class Shipping {

    private static final Logger LOG = LoggerFactory.getLogger(Shipping.class);
    private static final Duration RETRY = Duration.ofSeconds(20);
    private static final int MOST_DOUBLINGS = 8;

    private final JdbcStandbys standbys;
    private final JdbcShipments shipments;
    private final UserPoints points;
    private final Carrier carrier;
    private final Clock clock;
    private final Semaphore places;

    Shipping(
            JdbcStandbys standbys,
            JdbcShipments shipments,
            UserPoints points,
            Carrier carrier,
            StandbySettings settings,
            Clock clock) {
        this.standbys = standbys;
        this.shipments = shipments;
        this.points = points;
        this.carrier = carrier;
        this.clock = clock;
        this.places = new Semaphore(settings.atOnce());
    }

    /** Looks at each, sending on threads of its own. */
    void ship(RegionMap map) {
        for (Standby there : standbys.there()) {
            Standby standby = there.asOf(clock.instant());
            try {
                duty(map, standby).filter(duty -> carrier.isOpen()).ifPresent(duty -> ship(map, standby, duty.epoch()));
            } catch (RuntimeException e) {
                LOG.error("Desktop {} is left until the next round.", standby.peerDesktop(), e);
            }
        }
    }

    private void ship(RegionMap map, Standby standby, long epoch) {
        Optional<Load> load = shipments.load(standby.peerDesktop());
        Next next = load.map(one -> next(map, one, standby)).orElse(new Next.Nothing());
        switch (next) {
            case Next.Nothing _ -> settled(standby);
            case Next.Take(Optional<PointId> since) -> take(standby.peerDesktop(), since);
            case Next.Send(UserPoint point) -> begin(standby, point, epoch);
        }
    }

    /** Whether anything that people did here is not in the peer yet. */
    boolean isBehind(RegionMap map) {
        return standbys.there().stream()
                .map(standby -> standby.asOf(clock.instant()))
                .filter(standby -> duty(map, standby).isPresent())
                .anyMatch(standby -> shipments
                        .load(standby.peerDesktop())
                        .filter(load -> load.changedSince(standby.takenAt()))
                        .isPresent());
    }

    private Next next(RegionMap map, Load load, Standby standby) {
        List<UserPoint> sent = points.of(load.desktop()).stream()
                .filter(point -> point.kind() == Kind.SENT && point.state() != UserPoint.State.DELETING)
                .toList();
        return ShippingPlan.next(load, standby, sent, map.drain().isPresent(), clock.instant());
    }

    /** This region's, while it serves the person and the alias names the peer. */
    private static Optional<Duty> duty(RegionMap map, Standby standby) {
        return RegionPlanner.duty(map, standby.person())
                .filter(duty -> duty.active().equals(map.self()) && standby.ready())
                .filter(duty -> duty.alias().regions().contains(standby.region()));
    }

    private void take(DesktopId desktop, Optional<PointId> since) {
        try {
            points.begin(desktop, Kind.SENT, since, null);
        } catch (NotFoundException e) {
            LOG.debug("Desktop {} is gone; nothing of it is sent.", desktop, e);
        }
    }

    private void settled(Standby standby) {
        PointId point = standby.point();
        if (point != null && points.find(point).isPresent()) {
            points.keepSentFrom(standby.peerDesktop(), point);
        }
    }

    private void begin(Standby standby, UserPoint point, long epoch) {
        if (!places.tryAcquire()) {
            return;
        }
        if (!shipments.claim(standby.peerDesktop(), standby.region(), clock.instant())) {
            places.release();
            return;
        }
        Thread.ofVirtual().name("ship-" + standby.peerDesktop()).start(() -> {
            try {
                send(standby, point, epoch);
            } finally {
                places.release();
            }
        });
    }

    /** Longer each time: nothing changes until somebody made room, or allowed more. */
    private static Duration pause(int times) {
        return RETRY.multipliedBy(1L << Math.min(times + 1, MOST_DOUBLINGS));
    }

    private void send(Standby standby, UserPoint point, long epoch) {
        String note = null;
        Instant retry = null;
        boolean stuck = false;
        try {
            Carrier.Carried carried = carrier.carry(standby, point, epoch);
            note = carried.why();
            stuck = carried.stuck();
            retry = note == null ? null : clock.instant().plus(stuck ? pause(shipments.stuck(point.desktop())) : RETRY);
        } catch (IOException | UncheckedIOException | HypervisorException e) {
            LOG.warn(
                    "What desktop {} needs in region {} is not sent; it is tried again.",
                    point.desktop(),
                    standby.region(),
                    e);
            note = String.valueOf(e.getMessage());
            retry = clock.instant().plus(RETRY);
        } finally {
            shipments.release(standby.peerDesktop(), retry, note, stuck);
        }
    }
}
