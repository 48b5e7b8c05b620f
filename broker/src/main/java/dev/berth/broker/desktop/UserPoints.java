package dev.berth.broker.desktop;

import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.UserPoint.Kind;
import dev.berth.broker.host.HostConnections;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.VolumeFacts;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import dev.berth.hypervisor.VolumeStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Points of user volumes: taken here and sent, or received and had by their desktop at its next start. Whether the caller
 * may do it was decided before.
 */
@Component
public class UserPoints {

    private static final long MIB = 1024 * 1024;

    private final JdbcUserPoints rows;
    private final DesktopChange change;
    private final HostConnections hosts;
    private final Clock clock;

    UserPoints(JdbcUserPoints rows, DesktopChange change, HostConnections hosts, Clock clock) {
        this.rows = rows;
        this.change = change;
        this.hosts = hosts;
        this.clock = clock;
    }

    /** The latest first. */
    public List<UserPoint> of(DesktopId desktop) {
        return rows.of(desktop);
    }

    public Optional<UserPoint> find(PointId id) {
        return rows.find(id);
    }

    /**
     * Asks for a point of the desktop as it is now; the list tells when it is there.
     *
     * @param since what it is to be an increment to, where the host knows what was written since
     * @param why for one that is kept, a sentence that says what for
     * @return empty while another is being taken, or where there is nothing to take it of
     */
    public Optional<PointId> begin(DesktopId id, Kind kind, Optional<PointId> since, @Nullable String why) {
        Desktop desktop = change.require(id);
        if (desktop.times().firstReady() == null || desktop.host().isEmpty() || desktop.isInstance()) {
            return Optional.empty();
        }
        PointId fresh = PointId.fresh();
        var point = new UserPoint(
                fresh,
                id,
                desktop.placedOn(),
                kind,
                UserPoint.State.MAKING,
                VolumeNames.point(id, fresh),
                null,
                null,
                since.orElse(null),
                0,
                desktop.blueprint().disks().userMib(),
                null,
                false,
                why);
        return change.nudging(id, () -> rows.insert(point, clock.instant()) ? Optional.of(fresh) : Optional.empty());
    }

    /** Writes its volume to the stream, the same bytes each time. */
    public void download(UserPoint point, OutputStream to) {
        Hypervisor hypervisor = hosts.on(point.host());
        Optional<VolumeName> backing = hypervisor.volume(point.volume()).backing();
        Optional<VolumeName> below = point.below().flatMap(rows::find).map(UserPoint::volume);
        if (!backing.equals(below)) {
            throw new HypervisorException("Point " + point.id() + " stands on " + backing + " and not on " + below
                    + ". It cannot be sent; a whole one is taken.");
        }
        hypervisor.download(point.volume(), to);
    }

    /** Whether the pool of the desktop's host has so many bytes free, counted anew. */
    public boolean hasRoomFor(DesktopId id, long bytes) {
        Hypervisor hypervisor = hosts.on(change.require(id).placedOn());
        hypervisor.lookAnew();
        return hypervisor.facts().freeStorageMib() * MIB >= bytes;
    }

    /** How large the desktop's user volume is. */
    public long mib(DesktopId id) {
        return change.require(id).blueprint().disks().userMib();
    }

    /** The newest that was received and is on the desktop's host, for an increment to stand on. */
    public Optional<UserPoint> newestReceived(DesktopId id) {
        Optional<HostId> host = change.require(id).host();
        return rows.of(id).stream()
                .filter(point -> point.kind() == Kind.RECEIVED && point.whole())
                .filter(point -> host.filter(point.host()::equals).isPresent())
                .findFirst();
    }

    /**
     * Makes the volume of a point that came from another region, beside all others. Nothing is taken into use before
     * {@link #received}.
     *
     * @param mostMib that its guest may see of it
     */
    public UserPoint receive(
            DesktopId desktop,
            PointId id,
            Optional<UserPoint> base,
            Instant takenAt,
            long mib,
            long mostMib,
            InputStream from) {
        HostId host = change.require(desktop).placedOn();
        Hypervisor hypervisor = hosts.on(host);
        VolumeName volume = VolumeNames.point(desktop, id);
        // What is there was cut off, or never taken down: no row names it.
        if (rows.find(id).isPresent()) {
            throw new ChangeRefusedException("Point " + id + " is here already.");
        }
        hypervisor.deleteVolume(volume);
        hypervisor.upload(volume, mib, VolumeStream.standingOn(from, base.map(UserPoint::volume), mib * MIB));
        VolumeFacts facts = hypervisor.volume(volume);
        if (facts.capacityBytes() > mostMib * MIB || !facts.backing().equals(base.map(UserPoint::volume))) {
            hypervisor.deleteVolume(volume);
            throw new ChangeRefusedException("Point " + id + " arrived with a capacity of " + facts.capacityBytes()
                    + " bytes, on " + facts.backing() + "; allowed are " + mostMib + " MiB, on "
                    + base.map(UserPoint::volume) + ". It was dropped.");
        }
        return new UserPoint(
                id,
                desktop,
                host,
                Kind.RECEIVED,
                UserPoint.State.WHOLE,
                volume,
                null,
                takenAt,
                base.map(UserPoint::id).orElse(null),
                facts.allocatedBytes(),
                Math.max(1, facts.capacityBytes() / MIB),
                null,
                true,
                null);
    }

    /** Its desktop has it at its next start. Called in the transaction that says whether it may. */
    public void received(UserPoint point) {
        rows.settled(point.desktop());
        rows.insert(point, clock.instant());
    }

    /** What was received and may not be had: nobody ever worked on it. */
    public void drop(UserPoint point) {
        hosts.on(point.host()).deleteVolume(point.volume());
    }

    /** The desktop has it at its next start; what it has now is kept. */
    public void putBack(DesktopId desktop, PointId id) {
        UserPoint point = own(desktop, id);
        if (point.kind() != Kind.DISPLACED && point.kind() != Kind.KEPT) {
            throw new ChangeRefusedException(
                    "Point " + id + " is " + point.kind() + "; allowed is one that is kept or was displaced.");
        }
        boolean[] set = new boolean[1];
        change.nudge(desktop, () -> set[0] = rows.incoming(desktop, id));
        if (!set[0]) {
            throw new ChangeRefusedException("Point " + id + " is " + point.state() + "; allowed is WHOLE.");
        }
    }

    /** Its volume goes, unless the desktop is to have it; also then where the host that it lies on is lost. */
    public void delete(DesktopId desktop, PointId id) {
        UserPoint point = own(desktop, id);
        if (point.incoming() && rows.givenUp(id)) {
            return;
        }
        if (point.incoming()) {
            throw new ChangeRefusedException("Point " + id + " is what desktop " + desktop
                    + " has at its next start. Start it first, or declare the host lost that it lies on.");
        }
        rows.deleting(id);
    }

    /** Those that were sent and are needed for no increment any more. */
    public void keepSentFrom(DesktopId desktop, PointId newest) {
        List<UserPoint> all = rows.of(desktop);
        var needed = new HashSet<PointId>();
        Optional<PointId> next = Optional.of(newest);
        while (next.isPresent() && needed.add(next.get())) {
            PointId id = next.get();
            next = all.stream()
                    .filter(point -> point.id().equals(id))
                    .findFirst()
                    .flatMap(UserPoint::below);
        }
        all.stream()
                .filter(point -> point.kind() == Kind.SENT && point.whole() && !needed.contains(point.id()))
                .forEach(point -> rows.deleting(point.id()));
    }

    private UserPoint own(DesktopId desktop, PointId id) {
        return rows.find(id)
                .filter(point -> point.desktop().equals(desktop))
                .orElseThrow(() -> new NotFoundException("point", id));
    }

    /** A copy that stands on nothing, in the place of one that stands on many. */
    void flatten(UserPoint point) {
        Hypervisor hypervisor = hosts.on(point.host());
        var flat = new VolumeName(VolumeNames.point(point.desktop(), point.id()) + "-flat");
        hypervisor.ensureVolume(new VolumeSpec.FullCopy(flat, point.volume(), point.mib()));
        rows.flat(point, flat, hypervisor.volume(flat).allocatedBytes());
    }
}
