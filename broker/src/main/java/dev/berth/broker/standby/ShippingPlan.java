package dev.berth.broker.standby;

import dev.berth.broker.desktop.PointId;
import dev.berth.broker.desktop.UserPoint;
import dev.berth.broker.standby.JdbcShipments.Load;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides what is to be done about a desktop's points: take one, send one, or nothing. Pure. */
final class ShippingPlan {

    /** From when a point is due until it stands in the peer: two rounds, and the way. */
    private static final Duration PASSAGE = Duration.ofSeconds(15);

    private ShippingPlan() {}

    /** The next thing to do. */
    sealed interface Next {

        record Nothing() implements Next {}

        /** @param since what it is an increment to */
        record Take(Optional<PointId> since) implements Next {}

        record Send(UserPoint point) implements Next {}
    }

    /**
     * What is sent last is the newest that is whole here; what is older than that is never sent.
     *
     * @param sent points of the desktop that are to be sent, the latest first
     * @param last whether no more is done on it: then nothing waits for its time
     */
    static Next next(Load load, Standby standby, List<UserPoint> sent, boolean last, Instant now) {
        if (sent.stream().anyMatch(point -> point.state() == UserPoint.State.MAKING)) {
            return new Next.Nothing();
        }
        Optional<UserPoint> newest = sent.stream()
                .filter(UserPoint::whole)
                .filter(point -> !(load.wholeNeeded() && point.standsOn() != null))
                .findFirst();
        boolean newer = newest.filter(point -> !point.id().equals(standby.point()))
                .filter(point -> standby.takenAt() == null
                        || point.takenAt() != null && point.takenAt().isAfter(standby.takenAt()))
                .isPresent();
        if (newer) {
            return new Next.Send(newest.orElseThrow());
        }
        return due(load, standby, last, now)
                ? new Next.Take(load.wholeNeeded() ? Optional.empty() : Optional.ofNullable(standby.point()))
                : new Next.Nothing();
    }

    /**
     * What nobody ever worked on here is no news to anybody. What stands in the peer is not to get older than the policy
     * says, so the next is taken before it is.
     */
    private static boolean due(Load load, Standby standby, boolean last, Instant now) {
        if (load.usedAt() == null && !load.inUse()) {
            return false;
        }
        boolean changed = load.changedSince(standby.takenAt());
        boolean old = standby.takenAt() == null
                || !standby.takenAt().plus(load.every()).minus(PASSAGE).isAfter(now);
        return load.runs() && (old || last && changed) || load.still() && changed;
    }
}
