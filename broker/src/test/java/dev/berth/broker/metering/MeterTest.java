package dev.berth.broker.metering;

import static dev.berth.broker.catalog.RunningMode.ALWAYS_ON;
import static dev.berth.broker.catalog.RunningMode.AUTO_STOP;
import static dev.berth.broker.catalog.RunningMode.MANUAL;
import static dev.berth.broker.metering.Facts.EUR;
import static dev.berth.broker.metering.Facts.price;
import static dev.berth.broker.metering.Facts.span;
import static dev.berth.broker.metering.Facts.tally;
import static dev.berth.broker.metering.Facts.usage;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MeterTest {

    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private final Meter meter = new Meter(Facts.always(), ZoneOffset.UTC);

    @Test
    void aDesktopThatIsAlwaysOnCostsItsMonthOnce() {
        var kept = usage(ALWAYS_ON, "2026-09-10T08:00:00Z", "2026-11-05T08:00:00Z");
        assertThat(charges(meter, "2026-09", List.of(kept), List.of(kept)).total())
                .isEqualTo(eur(2_500));
        assertThat(charges(meter, "2026-10", List.of(kept), List.of(kept)).total())
                .isEqualTo(eur(2_500));
        assertThat(charges(meter, "2026-11", List.of(kept), List.of(kept)).total())
                .isEqualTo(eur(2_500));
        assertThat(charges(meter, "2026-12", List.of(kept), List.of(kept))
                        .total()
                        .none())
                .isTrue();
    }

    @Test
    void anHourlyDesktopCostsItsBaseAndStartedHours() {
        var kept = usage(AUTO_STOP, "2026-10-01T08:00:00Z", "2026-11-01T00:00:00Z");
        var monday = usage(AUTO_STOP, "2026-10-05T08:00:00Z", "2026-10-05T12:30:00Z");
        var tuesday = usage(AUTO_STOP, "2026-10-06T08:00:00Z", "2026-10-06T08:05:00Z");
        Tally october = charges(meter, "2026-10", List.of(kept), List.of(monday, tuesday));
        assertThat(october.hours()).isEqualTo(6);
        assertThat(october.base()).isEqualTo(eur(975));
        assertThat(october.hourly()).isEqualTo(eur(180));
        assertThat(october.total()).isEqualTo(eur(1_155));
        assertThat(october.unpriced()).isZero();
    }

    @Test
    void changingTheModeBackAndForthChargesEachPriceOnce() {
        var kept = List.of(
                usage(AUTO_STOP, "2026-10-01T00:00:00Z", "2026-10-05T12:00:00Z"),
                usage(ALWAYS_ON, "2026-10-05T12:00:00Z", "2026-10-08T12:00:00Z"),
                usage(MANUAL, "2026-10-08T12:00:00Z", "2026-10-09T12:00:00Z"),
                usage(ALWAYS_ON, "2026-10-09T12:00:00Z", "2026-11-01T00:00:00Z"));
        var runs = List.of(
                usage(AUTO_STOP, "2026-10-05T11:00:00Z", "2026-10-05T12:00:00Z"),
                usage(ALWAYS_ON, "2026-10-05T12:00:00Z", "2026-10-08T12:00:00Z"),
                usage(MANUAL, "2026-10-08T12:00:00Z", "2026-10-08T13:30:00Z"),
                usage(ALWAYS_ON, "2026-10-09T12:00:00Z", "2026-11-01T00:00:00Z"));
        Tally october = charges(meter, "2026-10", kept, runs);
        assertThat(october.monthly()).isEqualTo(eur(2_500));
        assertThat(october.base()).isEqualTo(eur(975));
        assertThat(october.hours()).isEqualTo(3);
    }

    @Test
    void monthsBeginAtMidnightOfTheRegion() {
        // 00:30 on November 1 in Seoul is still October in UTC.
        var kept = usage(AUTO_STOP, "2026-10-31T15:30:00Z", "2026-10-31T18:30:00Z");
        var seoul = new Meter(Facts.always(), SEOUL);
        assertThat(charges(seoul, "2026-10", List.of(kept), List.of(kept))).isEqualTo(Tally.NONE);
        assertThat(charges(seoul, "2026-11", List.of(kept), List.of(kept)).hours())
                .isEqualTo(3);
        assertThat(charges(meter, "2026-10", List.of(kept), List.of(kept)).hours())
                .isEqualTo(3);
    }

    @Test
    void anHourThatSpansTheMonthsEndBelongsToTheOneItStartedIn() {
        var run = usage(AUTO_STOP, "2026-10-31T22:30:00Z", "2026-11-01T01:00:00Z");
        assertThat(charges(meter, "2026-10", List.of(run), List.of(run)).hours())
                .isEqualTo(2);
        Tally november = charges(meter, "2026-11", List.of(run), List.of(run));
        assertThat(november.hours()).isEqualTo(1);
        assertThat(november.base()).isEqualTo(eur(975));
    }

    /** The day that clocks go back has 25 hours, and the one that they go forward 23; machines run as long. */
    @Test
    void daysOfTwentyFiveAndTwentyThreeHoursCountAsTheyAre() {
        var berlin = new Meter(Facts.always(), BERLIN);
        assertThat(ranWholeDay(berlin, "2026-10-25")).isEqualTo(25);
        assertThat(ranWholeDay(berlin, "2026-03-29")).isEqualTo(23);
        assertThat(ranWholeDay(berlin, "2026-06-01")).isEqualTo(24);
        Span march = berlin.span(YearMonth.parse("2026-03"));
        assertThat(Duration.between(march.from(), march.to()).toHours()).isEqualTo(31 * 24 - 1);
    }

    @Test
    void aPriceCountsFromItsMomentOnAndNotBefore() {
        var prices = new PriceList(List.of(
                price("2026-10-01T00:00:00Z", 2_500, 975, 30), price("2026-10-05T10:00:00Z", 9_000, 5_000, 100)));
        var changing = new Meter(prices, ZoneOffset.UTC);
        var kept = usage(AUTO_STOP, "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z");
        // Hours start at 8:30, 9:30 at the old price, at 10:30 at the new one.
        var run = usage(AUTO_STOP, "2026-10-05T08:30:00Z", "2026-10-05T11:00:00Z");
        Tally october = charges(changing, "2026-10", List.of(kept), List.of(run));
        assertThat(october.hourly()).isEqualTo(eur(30 + 30 + 100));
        assertThat(october.base()).isEqualTo(eur(975));
        assertThat(charges(
                                changing,
                                "2026-11",
                                List.of(usage(AUTO_STOP, "2026-10-01T00:00:00Z", "2026-11-03T00:00:00Z")),
                                List.of())
                        .base())
                .isEqualTo(eur(5_000));
    }

    @Test
    void whatHadNoPriceIsSaidAndNotInvented() {
        var later = new Meter(new PriceList(List.of(price("2026-10-20T00:00:00Z"))), ZoneOffset.UTC);
        var kept = usage(AUTO_STOP, "2026-09-01T00:00:00Z", "2026-11-01T00:00:00Z");
        var run = usage(AUTO_STOP, "2026-10-19T23:00:00Z", "2026-10-20T01:00:00Z");
        Tally september = charges(later, "2026-09", List.of(kept), List.of());
        assertThat(september.unpriced()).isEqualTo(1);
        assertThat(september.total().none()).isTrue();
        Tally october = charges(later, "2026-10", List.of(kept), List.of(run));
        assertThat(october.unpriced()).isEqualTo(1);
        assertThat(october.base()).isEqualTo(eur(975));
        assertThat(october.hourly()).isEqualTo(eur(30));
        assertThat(later.fees(List.of(kept), span("2026-10-20T00:00:00Z", "2026-10-21T00:00:00Z")))
                .singleElement()
                .satisfies(fee -> assertThat(fee.at()).isEqualTo(Instant.parse("2026-10-20T00:00:00Z")));
    }

    /** UTC days take up every fee of the months in which they lie once, wherever the region is. */
    @Property(tries = 200)
    void daysShareFeesAmongThem(@ForAll("modes") List<Usage> kept, @ForAll("zones") ZoneId zone) {
        var counted = new Meter(Facts.always(), zone);
        var all = span("2026-08-01T00:00:00Z", "2026-12-01T00:00:00Z");
        long daily = 0;
        for (Instant day = all.from(); day.isBefore(all.to()); day = day.plus(Duration.ofDays(1))) {
            daily += counted.fees(kept, new Span(day, day.plus(Duration.ofDays(1))))
                    .size();
        }
        assertThat(daily).isEqualTo(counted.fees(kept, all).size());
    }

    /** However often the mode changes, a month costs each of its two prices at most once. */
    @Property(tries = 200)
    void aMonthCostsEachPriceAtMostOnce(@ForAll("modes") List<Usage> kept, @ForAll("zones") ZoneId zone) {
        var counted = new Meter(Facts.always(), zone);
        Tally month = tally(counted.fees(kept, counted.span(YearMonth.parse("2026-10"))));
        assertThat(month.monthly()).isIn(Amounts.NONE, eur(2_500));
        assertThat(month.base()).isIn(Amounts.NONE, eur(975));
        if (!kept.isEmpty() && kept.stream().noneMatch(Usage::hourly)) {
            assertThat(month.base()).isEqualTo(Amounts.NONE);
        }
    }

    /** Months of any zone divide a run's hours among them without loss. */
    @Property(tries = 200)
    void monthsShareHoursAmongThem(
            @ForAll @IntRange(min = 0, max = 100_000) int begin,
            @ForAll @IntRange(min = 1, max = 150_000) int minutes,
            @ForAll("zones") ZoneId zone) {
        var counted = new Meter(Facts.always(), zone);
        Instant from = Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofMinutes(begin));
        var run = usage(AUTO_STOP, from, from.plus(Duration.ofMinutes(minutes)));
        long sum = 0;
        for (YearMonth month = YearMonth.of(2025, 12); month.getYear() < 2027; month = month.plusMonths(1)) {
            sum += tally(counted.hours(List.of(run), counted.span(month))).hours();
        }
        assertThat(sum).isEqualTo((minutes + 59) / 60);
    }

    @Provide
    Arbitrary<ZoneId> zones() {
        return Arbitraries.of(
                        "UTC", "Asia/Seoul", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia")
                .map(ZoneId::of);
    }

    /** A desktop that is kept from September on while its mode changes at whole hours. */
    @Provide
    Arbitrary<List<Usage>> modes() {
        return Arbitraries.of(ALWAYS_ON, AUTO_STOP, MANUAL).list().ofMaxSize(12).map(modes -> {
            List<Usage> kept = new ArrayList<>();
            Instant at = Instant.parse("2026-09-20T00:00:00Z");
            for (var mode : modes) {
                Instant next = at.plus(Duration.ofHours(103));
                kept.add(usage(mode, at, next));
                at = next;
            }
            return kept;
        });
    }

    private static long ranWholeDay(Meter meter, String day) {
        var date = LocalDate.parse(day);
        var span = new Span(
                date.atStartOfDay(BERLIN).toInstant(),
                date.plusDays(1).atStartOfDay(BERLIN).toInstant());
        var run = usage(AUTO_STOP, span.from(), span.to());
        return tally(meter.hours(List.of(run), span)).hours();
    }

    private static Tally charges(Meter meter, String month, List<Usage> kept, List<Usage> runs) {
        return tally(meter.charges(kept, runs, meter.span(YearMonth.parse(month))));
    }

    private static Amounts eur(long cents) {
        return Amounts.of(EUR, cents);
    }
}
