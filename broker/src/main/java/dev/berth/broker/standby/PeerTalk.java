package dev.berth.broker.standby;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What two regions say to each other of points. Each value comes from another machine and is looked at as such. */
public final class PeerTalk {

    /** The most bytes of one piece of a volume, and of any message. */
    public static final int MOST_BYTES = 512 * 1024;

    static final String BEGIN = "/peer/points";

    private PeerTalk() {}

    static String piece(UUID arrival, long offset) {
        return BEGIN + "/" + arrival + "?offset=" + offset;
    }

    static String end(UUID arrival) {
        return BEGIN + "/" + arrival + "/end";
    }

    /**
     * That a point is to be sent.
     *
     * @param desktop the sender's
     * @param base the point that it is an increment to
     * @param takenAtMillis by the sender's clock, in milliseconds since 1970
     * @param agoMillis how long ago that is, by the same clock
     * @param epoch of the alias, as the sender sees it
     */
    record Begin(
            UUID desktop, UUID point, @Nullable UUID base, long mib, long takenAtMillis, long agoMillis, long epoch) {}

    /** @param sum SHA-256 over all of it, in hexadecimal digits */
    record End(long length, String sum) {}

    /** What came of it. */
    public enum Verdict {
        /** Go on from the offset. */
        GO_ON,
        /** It stands whole here. */
        WHOLE,
        /** What it is an increment to is not here: send a whole one. */
        WHOLE_NEEDED,
        /** The sender does not serve the alias any more, or never did. */
        FENCED,
        /** Not now; try later. */
        LATER,
        /** It is more than this region takes, or has room for. Somebody has to see to that first. */
        TOO_LARGE,
        /** It is none that is taken here. */
        REFUSED
    }

    /**
     * The answer to everything.
     *
     * @param arrival under which pieces are sent; null where none are to be
     * @param offset that the next piece begins at
     */
    public record Answer(
            Verdict verdict,
            @Nullable UUID arrival,
            long offset,
            @Nullable String sentence) {

        static Answer of(Verdict verdict, String sentence) {
            return new Answer(verdict, null, 0, sentence);
        }
    }
}
