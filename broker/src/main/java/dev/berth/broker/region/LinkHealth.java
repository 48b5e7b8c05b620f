package dev.berth.broker.region;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How rows flow between this region and a peer. Ages are by this region's clock alone, so clocks that differ do not
 * matter.
 *
 * @param lateAfter from when on an age counts as late
 */
public record LinkHealth(RegionName peer, Incoming incoming, Outgoing outgoing, Duration lateAfter) {

    /**
     * What comes from the peer.
     *
     * @param subscribed whether there is a subscription
     * @param connected whether it has a connection to the peer's database
     * @param heardAt when this region last saw the peer alive; null before the first time
     * @param age of that; null before the first time
     * @param errors of copying and applying, since the subscription was made
     */
    public record Incoming(
            boolean subscribed,
            boolean connected,
            @Nullable Instant heardAt,
            @Nullable Duration age,
            long errors) {}

    /**
     * What goes to the peer.
     *
     * @param connected whether the peer's database is connected
     * @param bytesBehind what the peer has not confirmed; null while it has no slot here
     * @param lost whether the peer waited longer than this database keeps what it needs: it has to be paired anew
     * @param age how old the newest is that the peer says it has of this region; null before the first time
     */
    public record Outgoing(
            boolean connected,
            @Nullable Long bytesBehind,
            boolean lost,
            @Nullable Duration age) {}

    /** What to make of a direction. */
    public enum Verdict {
        /** Rows arrive. */
        FLOWING,
        /** They arrive later than they should. */
        LATE,
        /** They do not arrive. */
        CUT
    }

    public Verdict in() {
        return verdict(incoming.connected(), incoming.age());
    }

    public Verdict out() {
        return outgoing.lost() ? Verdict.CUT : verdict(outgoing.connected(), outgoing.age());
    }

    private Verdict verdict(boolean connected, @Nullable Duration age) {
        if (!connected) {
            return Verdict.CUT;
        }
        return Optional.ofNullable(age)
                        .filter(old -> old.compareTo(lateAfter) <= 0)
                        .isPresent()
                ? Verdict.FLOWING
                : Verdict.LATE;
    }
}
