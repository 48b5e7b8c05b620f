package dev.berth.broker.desktop;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.desktop.UserPoint.Kind;
import dev.berth.broker.host.HostConnections;
import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.SnapshotOutcome;
import dev.berth.hypervisor.SnapshotSpec;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes points of user volumes, and lets a desktop have one for its own. The volume that it had before is kept. */
@Component
class PointSteps {

    private static final Logger LOG = LoggerFactory.getLogger(PointSteps.class);
    private static final Outcome AGAIN = new Outcome.Again();
    private static final long MIB = 1024 * 1024;

    private final HostConnections hosts;
    private final Making making;
    private final JdbcUserPoints points;
    private final DesktopRecord record;
    private final Writing writing;

    PointSteps(HostConnections hosts, Making making, JdbcUserPoints points, DesktopRecord record, Writing writing) {
        this.hosts = hosts;
        this.making = making;
        this.points = points;
        this.record = record;
        this.writing = writing;
    }

    /** How a change is made whole and written down. */
    @Component
    record Writing(AuditLog audit, Clock clock, PlatformTransactionManager transactions) {}

    /** One that cannot be taken is forgotten; whoever wanted it asks again. */
    Outcome take(Desktop desktop, Sighting sighting, PointId id) {
        Optional<UserPoint> found = points.find(id);
        if (found.isEmpty()) {
            return AGAIN;
        }
        UserPoint point = found.get();
        if (desktop.times().firstReady() == null || !point.host().equals(desktop.placedOn())) {
            points.delete(id);
            return AGAIN;
        }
        try {
            takeNow(desktop, sighting, point);
        } catch (HostUnreachableException e) {
            throw e;
        } catch (HypervisorException e) {
            LOG.warn("A point of desktop {} could not be taken; it is asked for again.", desktop.id(), e);
            points.delete(id);
        }
        return AGAIN;
    }

    private void takeNow(Desktop desktop, Sighting sighting, UserPoint point) {
        Hypervisor hypervisor = hosts.on(desktop.placedOn());
        if (sighting instanceof Sighting.Gone) {
            hypervisor.define(making.recipe(desktop.id(), new Make(desktop.bundle(), desktop.blueprint()))
                    .machine());
        }
        Optional<UserPoint> base = point.below()
                .flatMap(points::find)
                .filter(below -> below.whole() && below.host().equals(point.host()));
        var spec = new SnapshotSpec(
                point.checkpoint(),
                List.of(new SnapshotSpec.Copy(VolumeNames.user(desktop), point.volume(), base.map(UserPoint::volume))),
                base.map(UserPoint::checkpoint));
        // The moment lies between this and the end: what is said of it is never too new.
        Instant at = writing.clock().instant();
        SnapshotOutcome outcome = hypervisor.snapshot(new MachineId(desktop.id().value()), spec);
        long mib = Math.max(1, hypervisor.volume(point.volume()).capacityBytes() / MIB);
        points.made(point.id(), at, outcome.incremental(), outcome.bytes(), mib);
    }

    /**
     * The point becomes the user volume under a generation that was reserved first, so that a step which was cut off makes
     * the same one again; the row takes it and keeps the old one by name, as one.
     */
    Outcome takeIn(Desktop desktop, PointId id) {
        UserPoint point =
                points.find(id).filter(one -> one.incoming() && one.whole()).orElse(null);
        if (point == null) {
            return AGAIN;
        }
        Hypervisor hypervisor = hosts.on(desktop.placedOn());
        if (!point.host().equals(desktop.placedOn())) {
            throw new HypervisorException("What was sent for desktop " + desktop.id()
                    + " lies on another host than the desktop. Bring that host back, or move the desktop there.");
        }
        Disks present = desktop.blueprint().disks();
        int generation =
                points.reserve(id, 1 + Math.max(present.last(), VolumeNames.highest(desktop.id(), hypervisor)));
        Disks next = present.withUser(generation, Math.max(present.userMib(), point.mib()));
        record.facts(
                desktop,
                draft -> draft.made(
                        draft.blueprint().with(draft.blueprint().disks().after(next))));
        VolumeName user = VolumeNames.user(desktop.id(), next);
        record.deleting(desktop, () -> hypervisor.deleteVolume(user));
        hypervisor.ensureVolume(new VolumeSpec.FullCopy(user, point.volume(), next.userMib()));
        boolean untouched = points.untouched(desktop.id());
        swap(desktop, point, next, untouched);
        if (untouched) {
            // It comes up as on its first day: a clone of the template instead of a boot. Cut off here, it boots.
            record.deleting(desktop, () -> hypervisor.deleteVolume(VolumeNames.root(desktop)));
        }
        return AGAIN;
    }

    private void swap(Desktop desktop, UserPoint point, Disks next, boolean untouched) {
        VolumeName old = VolumeNames.user(desktop);
        Instant now = writing.clock().instant();
        new TransactionTemplate(writing.transactions()).executeWithoutResult(status -> {
            record.facts(
                    desktop,
                    draft -> (untouched ? draft.anew() : draft)
                            .made(draft.blueprint().with(next))
                            .marked(null));
            points.settled(desktop.id());
            points.insert(
                    new UserPoint(
                            PointId.fresh(),
                            desktop.id(),
                            point.host(),
                            Kind.DISPLACED,
                            UserPoint.State.WHOLE,
                            old,
                            null,
                            now,
                            null,
                            0,
                            desktop.blueprint().disks().userMib(),
                            null,
                            false,
                            "It had this user volume until it took in the one of " + point.takenAt() + "."),
                    now);
            writing.audit()
                    .record(AuditEntry.of(
                                    new Actor.Berth(),
                                    "desktop.point",
                                    "desktop",
                                    desktop.id(),
                                    dev.berth.broker.audit.Outcome.DONE,
                                    "It has the user volume of " + point.takenAt()
                                            + " from now on. The one that it had is kept.")
                            .changing(
                                    Map.of("volume", old.value()),
                                    Map.of(
                                            "volume",
                                            VolumeNames.user(desktop.id(), next).value())));
        });
    }
}
