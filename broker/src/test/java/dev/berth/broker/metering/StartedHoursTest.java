package dev.berth.broker.metering;

import static dev.berth.broker.metering.Facts.span;
import static dev.berth.broker.metering.Facts.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.RunningMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StartedHoursTest {

    private static final Instant BEGIN = Instant.parse("2026-10-01T00:00:00Z");
    private static final Span EVER = span("2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z");

    @Test
    void anHourCountsWhenItStarts() {
        assertThat(hours(run(0, 0))).isZero();
        assertThat(hours(run(0, 1))).isEqualTo(1);
        assertThat(hours(run(0, 59))).isEqualTo(1);
        assertThat(hours(run(0, 60))).isEqualTo(1);
        assertThat(hours(run(0, 61))).isEqualTo(2);
        assertThat(hours(run(55, 65))).isEqualTo(1);
    }

    @Test
    void comingBackWithinAPaidHourIsFree() {
        assertThat(hours(run(0, 10), run(40, 59))).isEqualTo(1);
        assertThat(hours(run(0, 10), run(40, 61))).isEqualTo(2);
        assertThat(hours(run(0, 10), run(60, 70))).isEqualTo(2);
        assertThat(hours(run(0, 10), run(70, 100), run(101, 129))).isEqualTo(2);
    }

    @Test
    void aDesktopThatIsAlwaysOnStartsNoHours() {
        assertThat(hours(usage(RunningMode.ALWAYS_ON, at(0), at(500)))).isZero();
        assertThat(hours(usage(RunningMode.ALWAYS_ON, at(0), at(90)), run(90, 91)))
                .isEqualTo(1);
    }

    @Test
    void hoursBelongToTheSpanInWhichTheyStart() {
        var run = run(30, 30 + 180);
        var hours = StartedHours.of(List.of(run)).getFirst();
        assertThat(hours.in(new Span(at(0), at(30))).count()).isZero();
        assertThat(hours.in(new Span(at(0), at(31))).count()).isEqualTo(1);
        assertThat(hours.in(new Span(at(31), at(150))).count()).isEqualTo(1);
        assertThat(hours.in(new Span(at(90), at(600)))).isEqualTo(new StartedHours.Hours(run, at(90), 2));
    }

    /** A crash, a reboot, a change of the record: a run that is written in pieces costs what it costs whole. */
    @Property
    void cuttingARunChangesNothing(
            @ForAll @IntRange(min = 1, max = 5_000) int minutes,
            @ForAll @Size(max = 8) List<@IntRange(min = 0, max = 5_000) Integer> cuts) {
        List<Usage> pieces = new ArrayList<>();
        int from = 0;
        for (int cut : cuts.stream().filter(cut -> cut < minutes).sorted().toList()) {
            pieces.add(run(from, cut));
            from = cut;
        }
        pieces.add(run(from, minutes));
        assertThat(hours(pieces.toArray(Usage[]::new))).isEqualTo((minutes + 59) / 60);
    }

    /** Spans that lie side by side, months or days, divide hours among them without loss. */
    @Property
    void spansShareHoursAmongThem(
            @ForAll("runs") List<Usage> runs,
            @ForAll @Size(max = 6) List<@IntRange(min = -99, max = 9_999) Integer> cuts) {
        List<Instant> borders = new ArrayList<>(List.of(EVER.from()));
        cuts.stream().sorted().map(StartedHoursTest::at).forEach(borders::add);
        borders.add(EVER.to());
        long sum = 0;
        for (int i = 1; i < borders.size(); i++) {
            var span = new Span(borders.get(i - 1), borders.get(i));
            sum += StartedHours.of(runs).stream()
                    .mapToLong(hours -> hours.in(span).count())
                    .sum();
        }
        assertThat(sum).isEqualTo(hours(runs.toArray(Usage[]::new)));
    }

    /** Never fewer than the time that ran, and never more than one for each begun hour of each run. */
    @Property
    void hoursCoverWhatRan(@ForAll("runs") List<Usage> runs) {
        Duration ran = runs.stream()
                .map(run -> Duration.between(run.began(), run.until()))
                .reduce(Duration.ZERO, Duration::plus);
        long each = runs.stream()
                .mapToLong(run -> (Duration.between(run.began(), run.until()).toMinutes() + 59) / 60)
                .sum();
        assertThat(hours(runs.toArray(Usage[]::new))).isBetween((ran.toMinutes() + 59) / 60, each);
    }

    @Provide
    Arbitrary<List<Usage>> runs() {
        return Arbitraries.integers().between(0, 300).list().ofMaxSize(20).map(lengths -> {
            List<Usage> runs = new ArrayList<>();
            int at = 0;
            for (int i = 0; i + 1 < lengths.size(); i += 2) {
                int from = at + lengths.get(i);
                at = from + lengths.get(i + 1);
                runs.add(run(from, at));
            }
            return runs;
        });
    }

    private static long hours(Usage... runs) {
        return StartedHours.of(List.of(runs)).stream()
                .mapToLong(hours -> hours.in(EVER).count())
                .sum();
    }

    private static Usage run(int from, int to) {
        return usage(RunningMode.AUTO_STOP, at(from), at(to));
    }

    private static Instant at(int minute) {
        return BEGIN.plus(Duration.ofMinutes(minute));
    }
}
