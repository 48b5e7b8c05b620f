package dev.berth.broker.metering;

import dev.berth.broker.catalog.RunningMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Tries AUTO_STOP with another time on what is recorded of one desktop: who was there when stays as it was, and the
 * machine runs from an opening until the time after the last one left is up.
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
        List<Usage> wouldRun = wouldRun(history);
        List<Usage> wouldBeKept = history.kept().stream().map(Trial::asAutoStop).toList();
        return new TrialResult(
                1,
                seconds(history.runs()),
                seconds(wouldRun),
                tally(meter.charges(history.kept(), history.runs(), span)),
                tally(meter.charges(wouldBeKept, wouldRun, span)),
                openings(history, wouldRun));
    }

    private TrialResult.Openings openings(History history, List<Usage> wouldRun) {
        long all = 0;
        long waited = 0;
        long wouldWait = 0;
        long newlyWaiting = 0;
        Set<UUID> people = new HashSet<>();
        for (Visit visit : history.visits()) {
            if (!span.contains(visit.opened())) {
                continue;
            }
            boolean found = runsAt(history.runs(), visit.opened());
            boolean wouldFind = runsAt(wouldRun, visit.opened());
            all++;
            waited += found ? 0 : 1;
            wouldWait += wouldFind ? 0 : 1;
            if (found && !wouldFind) {
                newlyWaiting++;
                people.add(visit.person().objectGuid());
            }
        }
        return new TrialResult.Openings(all, waited, wouldWait, newlyWaiting, people);
    }

    private List<Usage> wouldRun(History history) {
        List<Visit> uses = new ArrayList<>(history.visits());
        // A machine that was started with nobody there was started for a reason, and would be again.
        history.runs().stream()
                .filter(Usage::hourly)
                .filter(run -> history.visits().stream().noneMatch(visit -> during(visit, run.began())))
                .forEach(run -> uses.add(new Visit(run.person(), run.began(), run.began())));
        uses.sort(Comparator.comparing(Visit::opened));
        List<Span> on = new ArrayList<>();
        for (Visit use : uses) {
            Instant off = use.left().plus(policy.after());
            Span last = on.isEmpty() ? null : on.getLast();
            if (last != null && !use.opened().isAfter(last.to())) {
                on.set(on.size() - 1, new Span(last.from(), off.isAfter(last.to()) ? off : last.to()));
            } else {
                Instant up = use.opened().plus(policy.resume());
                on.add(new Span(up, off.isAfter(up) ? off : up));
            }
        }
        return on.stream().flatMap(running -> within(running, history.kept())).toList();
    }

    private Stream<Usage> within(Span running, List<Usage> kept) {
        return kept.stream()
                .filter(usage -> running.from().isBefore(span.to()))
                .filter(usage ->
                        usage.began().isBefore(running.to()) && usage.until().isAfter(running.from()))
                .map(usage -> asAutoStop(usage.between(
                        later(usage.began(), running.from()),
                        earlier(earlier(usage.until(), running.to()), span.to()))));
    }

    private boolean during(Visit visit, Instant at) {
        return !at.isBefore(visit.opened()) && !at.isAfter(visit.left().plus(policy.after()));
    }

    private long seconds(List<Usage> runs) {
        return runs.stream()
                .filter(run -> span.overlaps(run.began(), run.until()))
                .mapToLong(run -> earlier(run.until(), span.to()).getEpochSecond()
                        - later(run.began(), span.from()).getEpochSecond())
                .sum();
    }

    private static Tally tally(List<Charge> charges) {
        return charges.stream().map(Tally::of).reduce(Tally.NONE, Tally::plus);
    }

    private static boolean runsAt(List<Usage> runs, Instant at) {
        return runs.stream().anyMatch(run -> !at.isBefore(run.began()) && at.isBefore(run.until()));
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
