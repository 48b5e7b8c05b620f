package dev.berth.broker.witness;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What regions and their witness say to each other of leases. Each value comes from another machine and is looked at as such. */
public final class LeaseTalk {

    /** The most bytes of a question. */
    public static final int MOST_BYTES = 4096;

    /** Questions do not get so many in a region's life: who says a number so far above one's own is wrong. */
    static final long MOST_LEAP = 100_000_000_000L;

    /** Nothing was granted longer ago than a century. */
    private static final long MOST_AGO_MILLIS = 100L * 366 * 24 * 60 * 60 * 1000;

    static final String TO_PEER = "/peer/lease";
    static final String TO_WITNESS = "/witness/lease";

    private LeaseTalk() {}

    /** What is wanted. */
    enum Kind {
        /** To know how it stands; nothing is changed. */
        LOOK,
        /** To serve for a while. */
        RENEW,
        /** To serve without a lease from now on: whoever grants this takes nothing over. */
        RELEASE,
        /** To take over from a region that has not renewed for long enough. */
        VOTE
    }

    /**
     * A question.
     *
     * @param epoch that the asker sees
     * @param next that it would take over with
     * @param number higher than in any question of that region before: what is sent again is not heard
     * @param witness that the asker asks
     */
    record Ask(Kind kind, UUID alias, long epoch, long next, long number, String witness) {}

    /** What came of it. */
    enum Verdict {
        SEEN,
        GRANTED,
        RELEASED,
        VOTED,
        /** A higher epoch is known. */
        FENCED,
        REFUSED,
        /** Whoever answers takes nothing over: it is not switched on there. */
        OFF,
        /** The number is one of before; {@code number} says which was the latest. */
        STALE
    }

    /**
     * An answer.
     *
     * @param region that answers
     * @param number of the question, or of a later one
     * @param epoch that is known there; 0 while none is
     * @param holder the region that may serve with it
     * @param agoMillis how long ago that was granted
     */
    public record Answer(
            Verdict verdict,
            String region,
            long number,
            long epoch,
            @Nullable String holder,
            long agoMillis,
            @Nullable String sentence) {

        /** Whether it is one that can be written down. Another place's word is to spoil no more than its own. */
        boolean isLegible() {
            return verdict != null
                    && region != null
                    && number >= 0
                    && epoch >= 0
                    && agoMillis >= 0
                    && agoMillis <= MOST_AGO_MILLIS;
        }
    }
}
