package dev.berth.broker.metering;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.metering.Effect.Kind;
import dev.berth.broker.metering.MachineTimes.Stretch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Tries a policy on what is recorded of one desktop: who was there when stays as it was, and the machine runs as the
 * policy says.
 */
final class Trial {

    private final Policy policy;
    private final Meter meter;
    private final Span span;

    Trial(Policy policy, Meter meter, Span span) {
        this.policy = policy;
        this.meter = meter;
        this.span = span;
    }

    TrialResult of(History history) {
        List<Stretch> stretches = new MachineTimes(policy, history).stretches();
        List<Usage> wouldRun = stretches.stream()
                .flatMap(stretch -> within(stretch, history.kept()))
                .toList();
        List<Usage> wouldBeKept = history.kept().stream().map(Trial::asAutoStop).toList();
        List<Effect> effects = new ArrayList<>();
        TrialResult.Openings openings = openings(history, stretches, effects);
        return new TrialResult(
                1,
                seconds(history.runs()),
                seconds(wouldRun),
                tally(meter.charges(history.kept(), history.runs(), span)),
                tally(meter.charges(wouldBeKept, wouldRun, span)),
                openings,
                effects);
    }

    private TrialResult.Openings openings(History history, List<Stretch> stretches, List<Effect> effects) {
        long all = 0;
        long waited = 0;
        long wouldWait = 0;
        long newlyReady = 0;
        Set<UUID> people = new HashSet<>();
        Set<UUID> seen = new HashSet<>();
        var runs = new RunTimes(history.runs());
        for (Visit visit : history.visits()) {
            boolean again = visit.session() != null && !seen.add(visit.session());
            if (!span.contains(visit.opened())) {
                continue;
            }
            boolean found = runs.at(visit.opened()).isPresent();
            boolean wouldFind = finds(stretches, visit.opened());
            all++;
            waited += found ? 0 : 1;
            wouldWait += wouldFind ? 0 : 1;
            newlyReady += wouldFind && !found ? 1 : 0;
            if (found && !wouldFind) {
                people.add(visit.person().objectGuid());
                effects.add(new Effect(
                        again ? Kind.INTERRUPTED : Kind.DELAYED,
                        history.desktop(),
                        visit.person(),
                        visit.opened(),
                        policy.resume()));
            }
        }
        return new TrialResult.Openings(all, waited, wouldWait, effects.size(), newlyReady, people);
    }

    private Stream<Usage> within(Stretch running, List<Usage> kept) {
        return kept.stream()
                .filter(usage ->
                        running.on().isBefore(span.to()) && usage.began().isBefore(span.to()))
                .filter(usage ->
                        usage.began().isBefore(running.off()) && usage.until().isAfter(running.on()))
                .map(usage -> asAutoStop(usage.between(
                        later(usage.began(), running.on()),
                        earlier(earlier(usage.until(), running.off()), span.to()))));
    }

    private long seconds(List<Usage> runs) {
        return runs.stream()
                .filter(run -> span.overlaps(run.began(), run.until()))
                .mapToLong(run -> earlier(run.until(), span.to()).getEpochSecond()
                        - later(run.began(), span.from()).getEpochSecond())
                .sum();
    }

    /** Charges at the same price are one before they are added up: a desktop has hundreds. */
    private static Tally tally(List<Charge> charges) {
        Tally sum = Tally.NONE;
        Charge open = null;
        for (Charge next : charges) {
            if (open != null && open.kind() == next.kind() && open.price().equals(next.price())) {
                open = new Charge(
                        open.kind(), open.usage(), open.at(), open.quantity() + next.quantity(), open.price());
            } else {
                sum = open == null ? sum : sum.plus(Tally.of(open));
                open = next;
            }
        }
        return open == null ? sum : sum.plus(Tally.of(open));
    }

    /** @param stretches by their begin, none overlapping another */
    private static boolean finds(List<Stretch> stretches, Instant at) {
        int low = 0;
        int high = stretches.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (stretches.get(middle).ready().isAfter(at)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low > 0 && at.isBefore(stretches.get(low - 1).off());
    }

    private static Usage asAutoStop(Usage usage) {
        return new Usage(
                usage.desktop(), usage.person(), usage.bundle(), RunningMode.AUTO_STOP, usage.began(), usage.until());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
