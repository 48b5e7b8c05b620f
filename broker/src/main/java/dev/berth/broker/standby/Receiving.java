package dev.berth.broker.standby;

import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.PointId;
import dev.berth.broker.desktop.UserPoint;
import dev.berth.broker.desktop.UserPoints;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.standby.PeerTalk.Answer;
import dev.berth.broker.standby.PeerTalk.Begin;
import dev.berth.broker.standby.PeerTalk.End;
import dev.berth.broker.standby.PeerTalk.Verdict;
import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.HypervisorException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes points from a peer, for desktops that stand by for its own. A point is made beside everything else from a file that
 * is whole and whose sum is right, and counts only if in the transaction that takes it the peer still serves its person.
 */
@Component
class Receiving {

    private static final Logger LOG = LoggerFactory.getLogger(Receiving.class);
    private static final Pattern SUM = Pattern.compile("[0-9a-f]{64}");
    private static final long MIB = 1024 * 1024;
    private static final long MOST_MIB = 16L * 1024 * 1024;
    private static final Duration OLDEST = Duration.ofDays(3650);

    private final JdbcStandbys standbys;
    private final JdbcArrivals arrivals;
    private final Spool spool;
    private final UserPoints points;
    private final ReceivingBounds bounds;
    private final Set<UUID> busy = ConcurrentHashMap.newKeySet();

    Receiving(JdbcStandbys standbys, JdbcArrivals arrivals, Spool spool, UserPoints points, ReceivingBounds bounds) {
        this.standbys = standbys;
        this.arrivals = arrivals;
        this.spool = spool;
        this.points = points;
        this.bounds = bounds;
    }

    Answer begin(RegionName peer, Begin begin) {
        var theirs = new DesktopId(begin.desktop());
        Optional<Standby> found = standbys.here(peer, theirs).filter(Standby::ready);
        if (found.isEmpty()) {
            return Answer.of(Verdict.LATER, "No desktop stands by here for that one, or it is not ready yet.");
        }
        Standby standby = found.get();
        Optional<Answer> refusal = bounds.refusal(peer, standby, begin.epoch());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        DesktopId desktop = Objects.requireNonNull(standby.desktop());
        var point = new PointId(begin.point());
        if (point.equals(standby.point())) {
            return Answer.of(Verdict.WHOLE, "It is here.");
        }
        Duration ago = Duration.ofMillis(Math.clamp(begin.agoMillis(), 0, OLDEST.toMillis()));
        Instant takenAt = Instant.ofEpochMilli(Math.clamp(begin.takenAtMillis(), 0, Long.MAX_VALUE / 1_000_000));
        if (isOlder(standby, takenAt, bounds.clock().instant().minus(ago))
                || points.find(point).isPresent()) {
            return Answer.of(Verdict.REFUSED, "A newer point is here already.");
        }
        if (begin.mib() < 1) {
            return Answer.of(Verdict.REFUSED, "mib is " + begin.mib() + "; allowed are 1 or more.");
        }
        if (begin.mib() > mostMib(desktop)) {
            return Answer.of(
                    Verdict.TOO_LARGE, "mib is " + begin.mib() + "; allowed are up to " + mostMib(desktop) + ".");
        }
        Optional<UserPoint> base = points.newestReceived(desktop);
        if (begin.base() != null
                && base.filter(one -> one.id().value().equals(begin.base())).isEmpty()) {
            return Answer.of(Verdict.WHOLE_NEEDED, "What it is an increment to is not here.");
        }
        return goOn(peer, theirs, desktop, point, begin, takenAt, ago);
    }

    /** By both clocks: one of them may have been wrong when the point that stands was taken. */
    private static boolean isOlder(Standby standby, Instant takenAt, Instant since) {
        return standby.takenAt() != null
                && !takenAt.isAfter(standby.takenAt())
                && (standby.since() == null || !since.isAfter(standby.since()));
    }

    private Answer goOn(
            RegionName peer,
            DesktopId theirs,
            DesktopId desktop,
            PointId point,
            Begin begin,
            Instant takenAt,
            Duration ago) {
        Optional<Arrival> known = arrivals.of(peer).stream()
                .filter(one -> one.peerDesktop().equals(theirs))
                .findFirst();
        var base = begin.base() == null ? null : new PointId(begin.base());
        boolean same = known.filter(one -> one.point().equals(point)
                        && one.desktop().equals(desktop)
                        && one.mib() == begin.mib()
                        && one.epoch() == begin.epoch()
                        && Objects.equals(one.base(), base))
                .isPresent();
        if (same) {
            UUID id = known.orElseThrow().id();
            return new Answer(Verdict.GO_ON, id, spool.length(id), null);
        }
        if (known.isEmpty() && arrivals.of(peer).size() >= 2 * bounds.settings().atOnce()) {
            return Answer.of(Verdict.LATER, "As many points as may be arrive from that region at the moment.");
        }
        known.ifPresent(one -> spool.delete(one.id()));
        Instant now = bounds.clock().instant();
        var arrival = new Arrival(
                UUID.randomUUID(),
                peer,
                theirs,
                desktop,
                point,
                base,
                begin.mib(),
                takenAt,
                now.minus(ago),
                begin.epoch());
        arrivals.begin(arrival, now);
        return new Answer(Verdict.GO_ON, arrival.id(), 0, null);
    }

    Answer piece(RegionName peer, UUID id, long offset, byte[] bytes) {
        return alone(peer, id, arrival -> {
            long length = spool.length(id);
            if (offset != length || bytes.length == 0) {
                return new Answer(Verdict.GO_ON, id, length, null);
            }
            if (offset + bytes.length > bounds.settings().mostPoint().toBytes()) {
                over(arrival, "");
                return Answer.of(Verdict.TOO_LARGE, "It has more bytes than berth.standby.most-point allows here.");
            }
            if (!spool.hasRoomFor(bytes.length)) {
                return Answer.of(Verdict.LATER, "The spool's disk is full.");
            }
            spool.append(id, offset, bytes);
            return new Answer(Verdict.GO_ON, id, offset + bytes.length, null);
        });
    }

    Answer end(RegionName peer, UUID id, End end) {
        if (!SUM.matcher(end.sum()).matches()) {
            return Answer.of(Verdict.REFUSED, "sum is no SHA-256.");
        }
        return alone(peer, id, arrival -> {
            long length = spool.length(id);
            if (end.length() != length) {
                return length < end.length()
                        ? new Answer(Verdict.GO_ON, id, length, null)
                        : over(arrival, "More arrived than was sent.");
            }
            return spool.sum(id).equals(end.sum())
                    ? arrivals.alone(arrival.point(), () -> take(arrival))
                            .orElseGet(() -> Answer.of(Verdict.LATER, "Another node is taking it."))
                    : over(arrival, "What arrived has another sum than what was sent.");
        });
    }

    /** By one node at a time, and looked for anew: what another one took since stays. */
    private Answer take(Arrival arrival) {
        if (arrivals.find(arrival.id()).isEmpty()) {
            return Answer.of(Verdict.LATER, "Nothing of that name arrives any more. Begin anew.");
        }
        Optional<UserPoint> base = Optional.ofNullable(arrival.base()).flatMap(points::find);
        if (base.isEmpty() != (arrival.base() == null)) {
            over(arrival, "");
            return Answer.of(Verdict.WHOLE_NEEDED, "What it is an increment to is not here any more.");
        }
        UserPoint made;
        try (InputStream in = spool.open(arrival.id())) {
            made = points.receive(
                    arrival.desktop(),
                    arrival.point(),
                    base,
                    arrival.takenAt(),
                    arrival.mib(),
                    mostMib(arrival.desktop()),
                    in);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read arrival " + arrival.id(), e);
        } catch (HostUnreachableException e) {
            LOG.warn("What region {} sent for desktop {} waits for its host.", arrival.peer(), arrival.desktop(), e);
            return Answer.of(Verdict.LATER, "The host that it is for does not answer.");
        } catch (HypervisorException | ChangeRefusedException e) {
            if (e instanceof HypervisorException && !points.hasRoomFor(arrival.desktop(), spool.length(arrival.id()))) {
                LOG.warn("What region {} sent for desktop {} waits for room.", arrival.peer(), arrival.desktop(), e);
                return Answer.of(Verdict.LATER, "The pool of the host that it is for has no room just now.");
            }
            LOG.warn("A point of region {} for desktop {} is refused.", arrival.peer(), arrival.desktop(), e);
            return over(arrival, "It is no volume that can be had here.");
        }
        Optional<Answer> refused = settle(arrival, made);
        refused.ifPresent(answer -> points.drop(made));
        spool.delete(arrival.id());
        return refused.orElse(Answer.of(Verdict.WHOLE, "It is here."));
    }

    /** Whether the peer serves its person is asked once more, where no claim can come between the answer and the row. */
    private Optional<Answer> settle(Arrival arrival, UserPoint made) {
        return Objects.requireNonNull(new TransactionTemplate(bounds.transactions()).execute(status -> {
            bounds.regions().holdClaims();
            Optional<Standby> standby = standbys.here(arrival.peer(), arrival.peerDesktop())
                    .filter(Standby::ready)
                    .filter(one -> arrival.desktop().equals(one.desktop()));
            boolean arriving = arrivals.end(arrival.id());
            Optional<Answer> refusal = standby.isEmpty() || !arriving
                    ? Optional.of(Answer.of(Verdict.LATER, "It stands by for that one no more."))
                    : bounds.refusal(arrival.peer(), standby.get(), arrival.epoch());
            if (refusal.isEmpty()) {
                points.received(made);
                standbys.stands(
                        arrival.peer(),
                        arrival.peerDesktop(),
                        arrival.point(),
                        arrival.takenAt(),
                        arrival.since(),
                        made.bytes(),
                        arrival.epoch());
            }
            return refusal;
        }));
    }

    /** What can be taken no more, as where the region changed meanwhile, and what crashed nodes left. */
    void tidy() {
        for (Arrival arrival : arrivals.all()) {
            Optional<Standby> standby = standbys.here(arrival.peer(), arrival.peerDesktop())
                    .filter(one -> arrival.desktop().equals(one.desktop()));
            boolean over = standby.isEmpty()
                    || bounds.refusal(arrival.peer(), standby.get(), arrival.epoch())
                            .filter(answer -> answer.verdict() == Verdict.FENCED)
                            .isPresent();
            if (over) {
                arrivals.end(arrival.id());
            }
        }
        spool.keepOnly(arrivals.ids());
    }

    /** One request of an arrival at a time. */
    private Answer alone(RegionName peer, UUID id, Function<Arrival, Answer> work) {
        Optional<Arrival> arrival = arrivals.find(id).filter(one -> one.peer().equals(peer));
        if (arrival.isEmpty()) {
            return Answer.of(Verdict.LATER, "Nothing of that name arrives. Begin anew.");
        }
        if (!busy.add(id)) {
            return Answer.of(Verdict.LATER, "It is being worked on.");
        }
        try {
            return work.apply(arrival.get());
        } finally {
            busy.remove(id);
        }
    }

    private Answer over(Arrival arrival, String why) {
        arrivals.end(arrival.id());
        spool.delete(arrival.id());
        return Answer.of(Verdict.REFUSED, why);
    }

    /** What a guest may see of it; the volume that the desktop has is never too large. */
    private long mostMib(DesktopId desktop) {
        long sent = bounds.settings().mostPoint().toBytes() / MIB;
        return Math.min(MOST_MIB, Math.max(points.mib(desktop), sent));
    }
}
