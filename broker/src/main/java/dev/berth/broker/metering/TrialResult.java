package dev.berth.broker.metering;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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
 * @param effects on people: openings that would have waited and did not, sessions that would have been interrupted
 */
public record TrialResult(
        long desktops,
        long ranSeconds,
        long wouldRunSeconds,
        Tally cost,
        Tally wouldCost,
        Openings openings,
        List<Effect> effects) {

    public TrialResult {
        effects = List.copyOf(effects);
    }

    /**
     * Openings of desktops.
     *
     * @param waited how many found the machine stopped
     * @param wouldWait how many would have
     * @param newlyWaiting how many would have that did not
     * @param newlyReady how many would have found it running that did not
     * @param people who would have had to wait and did not
     */
    public record Openings(
            long all, long waited, long wouldWait, long newlyWaiting, long newlyReady, Set<UUID> people) {

        static final Openings NONE = new Openings(0, 0, 0, 0, 0, Set.of());

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
                    newlyReady + other.newlyReady,
                    whose);
        }
    }

    static TrialResult sum(List<TrialResult> results) {
        var sum = new TrialResult(0, 0, 0, Tally.NONE, Tally.NONE, Openings.NONE, List.of());
        List<Effect> effects = new ArrayList<>();
        Set<UUID> people = new HashSet<>();
        for (TrialResult each : results) {
            people.addAll(each.openings.people);
            effects.addAll(each.effects);
            sum = new TrialResult(
                    sum.desktops + each.desktops,
                    sum.ranSeconds + each.ranSeconds,
                    sum.wouldRunSeconds + each.wouldRunSeconds,
                    sum.cost.plus(each.cost),
                    sum.wouldCost.plus(each.wouldCost),
                    sum.openings.plus(each.openings, Set.of()),
                    List.of());
        }
        effects.sort(Comparator.comparing(Effect::at)
                .thenComparing(effect -> effect.desktop().value()));
        return new TrialResult(
                sum.desktops,
                sum.ranSeconds,
                sum.wouldRunSeconds,
                sum.cost,
                sum.wouldCost,
                sum.openings.plus(Openings.NONE, people),
                effects);
    }

    /** Negative when more would have run. */
    public long savedSeconds() {
        return ranSeconds - wouldRunSeconds;
    }

    public long count(Effect.Kind kind) {
        return effects.stream().filter(effect -> effect.kind() == kind).count();
    }

    /** How much longer people would have waited, all together. */
    public Duration delayed() {
        return effects.stream().map(Effect::delay).reduce(Duration.ZERO, Duration::plus);
    }

    public Amounts saved() {
        return cost.total().minus(wouldCost.total());
    }
}
