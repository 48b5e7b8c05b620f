package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Which snapshots stay. */
class RetentionTest {

    private static final Instant MONDAY = Instant.parse("2026-11-02T06:00:00Z");
    private static final Retention TEN_AND_FOUR = new Retention(10, 4);

    @Test
    void tenLatestAndTheLastOfFourWeeksAreKept() {
        List<Retention.Taken> twiceADayForSixWeeks = new ArrayList<>();
        for (int half = 0; half < 84; half++) {
            twiceADayForSixWeeks.add(taken(half, MONDAY.plus(Duration.ofHours(12L * half)), SnapshotState.READY));
        }
        Set<SnapshotId> gone = TEN_AND_FOUR.superfluous(twiceADayForSixWeeks);
        // The six weeks end with their own: the last week's last is among the ten, and three weeks before it keep
        // theirs.
        assertThat(twiceADayForSixWeeks.stream().filter(one -> !gone.contains(one.id())))
                .extracting(Retention.Taken::id)
                .containsExactly(
                        id(41), id(55), id(69), id(74), id(75), id(76), id(77), id(78), id(79), id(80), id(81), id(82),
                        id(83));
    }

    @Test
    void failedOnesGoOnceALaterOneIsThere() {
        var failed = taken(1, MONDAY, SnapshotState.FAILED);
        var ready = taken(2, MONDAY.plusSeconds(60), SnapshotState.READY);
        var failedAgain = taken(3, MONDAY.plusSeconds(120), SnapshotState.FAILED);
        assertThat(TEN_AND_FOUR.superfluous(List.of(failed))).isEmpty();
        assertThat(TEN_AND_FOUR.superfluous(List.of(failed, ready, failedAgain)))
                .containsExactly(failed.id());
    }

    @Property(tries = 300)
    void whateverWasTakenTheLatestStayAndEnoughWeeksDo(
            @ForAll @Size(max = 60) List<@IntRange(max = 2_000) Integer> hours,
            @ForAll @IntRange(min = 1, max = 12) int recent,
            @ForAll @IntRange(max = 6) int weekly,
            @ForAll long seed) {
        var retention = new Retention(recent, weekly);
        List<Retention.Taken> all = new ArrayList<>();
        for (int hour : new HashSet<>(hours)) {
            all.add(taken(hour, MONDAY.plus(Duration.ofHours(hour)), SnapshotState.READY));
        }
        Collections.shuffle(all, new Random(seed));
        Set<SnapshotId> gone = retention.superfluous(all);
        List<Retention.Taken> kept =
                all.stream().filter(one -> !gone.contains(one.id())).toList();
        List<SnapshotId> latest = all.stream()
                .sorted(Comparator.comparing(Retention.Taken::at).reversed())
                .limit(recent)
                .map(Retention.Taken::id)
                .toList();
        assertThat(kept).extracting(Retention.Taken::id).containsAll(latest);
        assertThat(kept).hasSizeLessThanOrEqualTo(recent + weekly);
        assertThat(retention.superfluous(kept))
                .as("nothing more goes by asking again")
                .isEmpty();
    }

    private static Retention.Taken taken(int number, Instant at, SnapshotState state) {
        return new Retention.Taken(id(number), state, at);
    }

    private static SnapshotId id(int number) {
        return new SnapshotId(new UUID(0, number));
    }
}
