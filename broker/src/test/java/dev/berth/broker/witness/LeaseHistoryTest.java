package dev.berth.broker.witness;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.alias.TwoRegions.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.alias.TwoRegions;
import dev.berth.broker.witness.LeasedRegions.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Histories of an alias that fails over by itself: lines to the peer and to the witness that fall, flap or lose answers,
 * regions without power and schedulers that hang, databases' clocks that run apart within the bound, and people who take
 * over by hand meanwhile. Each ends with the loss of whichever region serves. Who served whom is looked at after every step,
 * and what was acknowledged is kept in the test's own memory.
 */
class LeaseHistoryTest {

    private static final int RUNS = 110;
    private static final int STEPS = 4;
    private static final long SEED = 20_261_125;
    private static final Duration TICK = Duration.ofSeconds(8);
    private static final Duration RPO = Duration.ofSeconds(60);

    /** From the loss of a region to the other's claim: the wait, a lease's age, and what looking takes. */
    private static final Duration RTO =
            LeaseTerms.WAIT.multipliedBy(11).dividedBy(10).plus(TICK.multipliedBy(2));

    @TempDir
    Path folder;

    /** What people did, and what of it stands in the other region. */
    private static final class Work {
        int done;
        int there;
        Duration oldestMissing = Duration.ZERO;
    }

    private LeasedRegions pair;
    private final Map<Place, Work> work = new HashMap<>();
    private Duration now = Duration.ZERO;
    private Duration lastServed = Duration.ZERO;
    private Place serving;
    private int takenOver;
    private int lapsed;
    private int refused;

    @Test
    void neverTwoAtOnceNothingLostAndEverybodyServedInTime() throws IOException {
        try (var regions = new LeasedRegions(folder)) {
            pair = regions;
            work.put(pair.a, new Work());
            work.put(pair.b, new Work());
            pair.a.on();
            pair.b.on();
            for (int run = 0; run < RUNS; run++) {
                run(new Random(SEED + run), "seed " + (SEED + run), run % 2 == 1);
            }
        }
        assertThat(takenOver).as("taken over by themselves").isGreaterThan(RUNS / 4);
        assertThat(lapsed).as("regions that stopped by themselves").isGreaterThan(RUNS / 4);
        assertThat(refused).as("failovers that would have lost too much").isPositive();
    }

    /** Each other one is a loss of whoever serves, out of whatever the one before it led to. */
    private void run(Random random, String what, boolean loses) {
        settle(what);
        if (loses) {
            lose(random, what);
            return;
        }
        for (int step = 0; step < STEPS; step++) {
            event(random);
            pair.replicate();
            boolean sends = random.nextInt(3) > 0;
            for (int tick = 0; tick <= random.nextInt(5); tick++) {
                tick(what + ", step " + step, sends);
            }
        }
    }

    private void event(Random random) {
        List<Place> all = List.of(pair.a, pair.b, pair.w);
        Place one = all.get(random.nextInt(3));
        Place other = all.get((all.indexOf(one) + 1 + random.nextInt(2)) % 3);
        String line = LeasedRegions.line(one.name, other.name);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> pair.cut.add(line);
            case 3 -> pair.deaf.add(line);
            case 4 -> {
                pair.cut.remove(line);
                pair.deaf.remove(line);
            }
            case 5 -> one.dead = one != pair.w || !one.dead;
            case 6 ->
                all.forEach(place -> {
                    place.dead = false;
                    place.hung = false;
                });
            case 7 -> one.hung = true;
            case 8 -> one.age(Duration.ofMillis(random.nextInt(1_500) * (random.nextBoolean() ? 1 : -1)));
            default -> takeOverByHand(one);
        }
        all.forEach(place -> place.pace = 0.95 + random.nextDouble() / 10);
    }

    private void takeOverByHand(Place place) {
        if (place != pair.w && !place.dead) {
            TwoRegions.Side side = place == pair.a ? pair.regions.a : pair.regions.b;
            if (side.failover.preview(pair.alias.id(), place.name).obstacles().isEmpty()) {
                place.look();
                side.failover.redirect(
                        pair.alias.id(), place.name, place.epoch(), pair.alias.name(), "By hand.", ADMIN);
            }
        }
    }

    private void tick(String what, boolean sends) {
        now = now.plus(TICK);
        pair.pass(TICK);
        for (Place place : List.of(pair.a, pair.b)) {
            Work theirs = work.get(other(place));
            boolean lacks = theirs.done > theirs.there
                    && lastServed.minus(theirs.oldestMissing).compareTo(RPO) > 0;
            place.losing = lacks ? 1 : 0;
            refused += lacks && other(place) == serving ? 1 : 0;
        }
        pair.round();
        pair.a.look();
        pair.b.look();
        check(what + ", at " + now);
        if (serving != null && serving.serves()) {
            acknowledge(serving, sends);
        }
    }

    private void acknowledge(Place place, boolean sends) {
        Work mine = work.get(place);
        if (mine.done == mine.there) {
            mine.oldestMissing = now;
        }
        mine.done++;
        lastServed = now;
        boolean line = !pair.cut.contains(LeasedRegions.line(pair.a.name, pair.b.name));
        Place other = other(place);
        if (sends && line && !other.dead && !other.serves() && other.epoch() <= place.epoch()) {
            mine.there = mine.done;
        }
    }

    /** Two serve only where somebody clicked, and as long as the two do not see the same. */
    private void check(String what) {
        List<Place> who = Stream.of(pair.a, pair.b).filter(Place::serves).toList();
        if (who.size() > 1) {
            assertThat(newest(who).tookOver())
                    .as("%s: two serve, and one began by itself", what)
                    .isFalse();
            assertThat(pair.a.epoch())
                    .as("%s: two serve and see the same", what)
                    .isNotEqualTo(pair.b.epoch());
        }
        lapsed += who.isEmpty() ? 1 : 0;
        Place next = who.isEmpty() ? serving : newest(who);
        if (next != serving) {
            if (serving != null) {
                goOn(work.get(serving), next, what);
            }
            serving = next;
        }
    }

    /** Who serves goes on from what stood there; what is missing is no more than may be. */
    private void goOn(Work left, Place next, String what) {
        if (next.tookOver()) {
            takenOver++;
            assertThat(left.done > left.there ? lastServed.minus(left.oldestMissing) : Duration.ZERO)
                    .as("%s: acknowledged and lost", what)
                    .isLessThanOrEqualTo(RPO);
        }
        work.get(next).done = left.there;
        work.get(next).there = left.there;
    }

    private Place newest(List<Place> who) {
        return who.stream().max(Comparator.comparingLong(Place::epoch)).orElseThrow();
    }

    private Place other(Place place) {
        return place == pair.a ? pair.b : pair.a;
    }

    /** Everything is mended: within a while one region serves, by a lease. */
    private void settle(String what) {
        pair.cut.clear();
        pair.deaf.clear();
        for (Place place : List.of(pair.a, pair.b, pair.w)) {
            place.dead = false;
            place.hung = false;
            place.pace = 1;
        }
        pair.replicate();
        bothSee(what);
        Duration begun = now;
        do {
            tick(what + ", settling", true);
        } while (now.minus(begun).compareTo(Duration.ofSeconds(60)) < 0 && !settled());
        // A lag of a moment is minutes of the test's time.
        bothSee(what);
        assertThat(settled()).as("%s: one region serves by a lease", what).isTrue();
    }

    private void bothSee(String what) {
        within(TwoRegions.SOON, what + ": both see every claim", () -> {
            pair.a.look();
            pair.b.look();
            return pair.a.regions.map().claims().equals(pair.b.regions.map().claims());
        });
    }

    private boolean settled() {
        return Stream.of(pair.a, pair.b).filter(Place::serves).count() == 1
                && Stream.of(pair.a, pair.b).anyMatch(place -> place.serves() && place.leased());
    }

    /** The region that serves is gone: without power, or cut off from both others. */
    private void lose(Random random, String what) {
        Place lost = serving;
        boolean power = random.nextBoolean();
        if (power) {
            lost.dead = true;
        } else {
            pair.cut.add(LeasedRegions.line(lost.name, other(lost).name));
            pair.cut.add(LeasedRegions.line(lost.name, pair.w.name));
        }
        pair.replicate();
        Duration begun = now;
        while (!other(lost).serves() && now.minus(begun).compareTo(RTO) <= 0) {
            tick(what + (power ? ", without power" : ", cut off"), true);
        }
        assertThat(other(lost).serves())
                .as("%s: served within %s; %s", what, RTO, other(lost).standing.of(pair.alias.id()))
                .isTrue();
        assertThat(lost.serves()).as("%s: the one that was lost", what).isFalse();
        tick(what + ", served by the other", true);
    }
}
