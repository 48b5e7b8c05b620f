package dev.berth.broker.witness;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What regions and their witness say to each other of leases. Each value comes from another machine and is looked at as such. */
public final class LeaseTalk {

    /** The most bytes of a question. */
    public static final int MOST_BYTES = 4096;

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
            @Nullable String sentence) {}
}
