package dev.berth.broker.metering;

import dev.berth.broker.metering.Policy.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * When one desktop's machine would have been on under a policy: from an opening, or a hold, until nobody was there for
 * the policy's time.
 */
final class MachineTimes {

    private final Policy policy;
    private final History history;
    private final Optional<Duration> idle;
    private final RunTimes ran;

    MachineTimes(Policy policy, History history) {
        this.policy = policy;
        this.history = history;
        this.idle = policy.idle().apply(history.desktop());
        this.ran = new RunTimes(history.runs());
    }

    /**
     * @param on when it is started
     * @param ready whoever comes from then on finds it on
     */
    record Stretch(Instant on, Instant ready, Instant off) {}

    private record Wanted(Instant from, Instant to, boolean hold, Instant ready) {

        static Wanted of(Hold hold) {
            return new Wanted(hold.leadFrom(), hold.until(), true, hold.from());
        }
    }

    List<Stretch> stretches() {
        List<Wanted> wanted = wanted();
        List<Stretch> stretches = new ArrayList<>();
        Wanted first = null;
        Instant end = Instant.MIN;
        boolean held = false;
        for (Wanted next : wanted) {
            if (first != null && !next.from().isAfter(off(end, held))) {
                end = later(end, next.to());
                held |= next.hold();
                continue;
            }
            if (first != null) {
                stretches.add(stretch(first, off(end, held)));
            }
            first = next;
            end = next.to();
            held = next.hold();
        }
        if (first != null) {
            stretches.add(stretch(first, off(end, held)));
        }
        return stretches;
    }

    private Stretch stretch(Wanted first, Instant off) {
        if (first.hold()) {
            return new Stretch(first.from(), first.ready(), later(first.from(), off));
        }
        Instant up = first.ready();
        // Whoever starts it does not find it on, however fast it is.
        Instant found = up.isAfter(first.from()) ? up : up.plusNanos(1);
        return new Stretch(up, found, later(up, off));
    }

    private Instant off(Instant end, boolean held) {
        Optional<Duration> wait = held
                ? Optional.of(
                        idle.filter(own -> own.compareTo(policy.grace()) < 0).orElse(policy.grace()))
                : idle;
        // What nothing stops ran until what stopped it then.
        return wait.map(end::plus).orElseGet(() -> ran.at(end).map(Usage::until).orElse(end));
    }

    private List<Wanted> wanted() {
        List<Wanted> wanted = new ArrayList<>();
        policy.holds().forEach(hold -> wanted.add(Wanted.of(hold)));
        history.visits().forEach(visit -> wanted.add(use(visit.opened(), visit.left())));
        // A machine that was started with nobody there was started for a reason, and would be again.
        List<Visit> visits = history.visits().stream()
                .sorted(Comparator.comparing(Visit::opened))
                .toList();
        int seen = 0;
        Instant lastLeft = Instant.MIN;
        for (Usage run : history.runs()) {
            for (; seen < visits.size() && !visits.get(seen).opened().isAfter(run.began()); seen++) {
                lastLeft = later(lastLeft, visits.get(seen).left());
            }
            boolean forSomebody =
                    !lastLeft.equals(Instant.MIN) && !run.began().isAfter(lastLeft.plus(idle.orElse(Duration.ZERO)));
            if (run.hourly() && !forSomebody) {
                wanted.add(use(run.began(), run.began()));
            }
        }
        wanted.sort(Comparator.comparing(Wanted::from));
        return wanted;
    }

    private Wanted use(Instant opened, Instant left) {
        return new Wanted(opened, left, false, opened.plus(policy.resume()));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
