package dev.berth.broker.witness;

import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.witness.LeaseTalk.Ask;
import dev.berth.broker.witness.LeaseTalk.Verdict;
import java.time.Duration;
import java.util.Optional;

/**
 * That a region may serve an alias with an epoch, as far as this place says.
 *
 * @param age since it was granted last
 */
record Grant(AliasId alias, long epoch, RegionName holder, Duration age) {

    /** As with claims: an epoch far above all others would be the last. */
    private static final long MOST_LEAP = 1_000_000;

    /**
     * What to answer.
     *
     * @param change what is known from then on
     */
    record Ruling(Verdict verdict, String sentence, Change change) {}

    /** What becomes of what is known. */
    enum Change {
        NOTHING,
        /** It is the asker's, with the epoch that it has. */
        RENEWED,
        /** It is the asker's, with the epoch that it takes over with. */
        TAKEN,
        GONE
    }

    /** Pure. */
    static Ruling rule(Optional<Grant> known, RegionName asker, Ask ask) {
        return switch (ask.kind()) {
            case LOOK -> isAbove(known, asker, ask) ? fenced(known) : new Ruling(Verdict.SEEN, "", Change.NOTHING);
            case RENEW -> renew(known, asker, ask);
            case RELEASE -> isAbove(known, asker, ask) ? fenced(known) : new Ruling(Verdict.RELEASED, "", Change.GONE);
            case VOTE -> vote(known, asker, ask);
        };
    }

    /** Of two regions that claimed the same epoch the later name counts, as with claims. */
    private static boolean isAbove(Optional<Grant> known, RegionName asker, Ask ask) {
        return known.filter(grant -> grant.epoch() > ask.epoch()
                        || grant.epoch() == ask.epoch() && grant.holder().compareTo(asker) > 0)
                .isPresent();
    }

    private static Ruling renew(Optional<Grant> known, RegionName asker, Ask ask) {
        if (isAbove(known, asker, ask)) {
            return fenced(known);
        }
        if (known.filter(grant -> ask.epoch() - grant.epoch() > MOST_LEAP).isPresent()) {
            return refused(
                    "Epoch " + ask.epoch() + " is far above " + known.get().epoch() + ", which is known here.");
        }
        return new Ruling(Verdict.GRANTED, "", Change.RENEWED);
    }

    private static Ruling vote(Optional<Grant> known, RegionName asker, Ask ask) {
        if (known.isEmpty()) {
            return refused("No region asked for a lease here: nobody knows that the other one stops by itself.");
        }
        Grant grant = known.get();
        if (grant.epoch() == ask.next() && grant.holder().equals(asker)) {
            return new Ruling(Verdict.VOTED, "", Change.TAKEN);
        }
        if (grant.epoch() > ask.epoch()) {
            return fenced(known);
        }
        if (grant.epoch() < ask.epoch()) {
            return refused("The lease of epoch " + ask.epoch() + " is not known here.");
        }
        if (ask.next() <= ask.epoch() || ask.next() - ask.epoch() > MOST_LEAP) {
            return refused("Epoch " + ask.next() + " does not follow " + ask.epoch() + ".");
        }
        if (grant.age().compareTo(LeaseTerms.WAIT) < 0) {
            return refused("Region " + grant.holder() + " renewed its lease "
                    + grant.age().toSeconds() + " s ago; " + LeaseTerms.WAIT.toSeconds() + " s have to pass.");
        }
        return new Ruling(Verdict.VOTED, "", Change.TAKEN);
    }

    private static Ruling refused(String why) {
        return new Ruling(Verdict.REFUSED, why, Change.NOTHING);
    }

    private static Ruling fenced(Optional<Grant> known) {
        Grant grant = known.orElseThrow();
        return new Ruling(
                Verdict.FENCED,
                "Region " + grant.holder() + " may serve it with epoch " + grant.epoch() + ".",
                Change.NOTHING);
    }
}
