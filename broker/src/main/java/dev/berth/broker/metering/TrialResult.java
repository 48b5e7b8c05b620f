package dev.berth.broker.metering;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What was, and what would have been.
 *
 * @param desktops how many were looked at
 * @param ranSeconds how long machines ran
 * @param wouldRunSeconds how long they would have
 */
public record TrialResult(
        long desktops, long ranSeconds, long wouldRunSeconds, Tally cost, Tally wouldCost, Openings openings) {

    /**
     * Openings of desktops.
     *
     * @param waited how many found the machine stopped
     * @param wouldWait how many would have
     * @param newlyWaiting how many would have that did not
     * @param people who would have had to wait and did not
     */
    public record Openings(long all, long waited, long wouldWait, long newlyWaiting, Set<UUID> people) {

        static final Openings NONE = new Openings(0, 0, 0, 0, Set.of());

        public Openings {
            people = Set.copyOf(people);
        }

        /** @param whose the people of both */
        Openings plus(Openings other, Set<UUID> whose) {
            return new Openings(
                    all + other.all,
                    waited + other.waited,
                    wouldWait + other.wouldWait,
                    newlyWaiting + other.newlyWaiting,
                    whose);
        }
    }

    static TrialResult sum(List<TrialResult> results) {
        var sum = new TrialResult(0, 0, 0, Tally.NONE, Tally.NONE, Openings.NONE);
        Set<UUID> people = new HashSet<>();
        for (TrialResult each : results) {
            people.addAll(each.openings.people);
            sum = new TrialResult(
                    sum.desktops + each.desktops,
                    sum.ranSeconds + each.ranSeconds,
                    sum.wouldRunSeconds + each.wouldRunSeconds,
                    sum.cost.plus(each.cost),
                    sum.wouldCost.plus(each.wouldCost),
                    sum.openings.plus(each.openings, Set.of()));
        }
        return new TrialResult(
                sum.desktops,
                sum.ranSeconds,
                sum.wouldRunSeconds,
                sum.cost,
                sum.wouldCost,
                sum.openings.plus(Openings.NONE, people));
    }

    /** Negative when more would have run. */
    public long savedSeconds() {
        return ranSeconds - wouldRunSeconds;
    }

    public Amounts saved() {
        return cost.total().minus(wouldCost.total());
    }
}
