package dev.berth.broker.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MaintenanceCalendarTest {

    private static final Set<DayOfWeek> EVERY_DAY = EnumSet.allOf(DayOfWeek.class);
    private static final int YEARS = 10;

    /** Times at which zones change their clocks, and some at which none does. */
    private static final List<LocalTime> STARTS = List.of(
            LocalTime.MIDNIGHT, LocalTime.of(0, 30), LocalTime.of(1, 30), LocalTime.of(2, 30), LocalTime.of(23, 45));

    @Test
    void everyZoneHasExactlyOneOccurrenceForEachPlannedDay() {
        LocalDate begin = LocalDate.of(2026, 1, 1);
        LocalDate end = begin.plusYears(YEARS);
        List<String> wrong = new ArrayList<>();
        for (String id : ZoneRulesProvider.getAvailableZoneIds()) {
            ZoneId zone = ZoneId.of(id);
            for (LocalTime start : STARTS) {
                List<Occurrence> found = MaintenanceCalendar.starting(
                        new Timing(zone, new Rhythm.Weekly(EVERY_DAY), start, 60),
                        begin.minusDays(1).atStartOfDay(zone).toInstant(),
                        end.plusDays(1).atStartOfDay(zone).toInstant());
                wrong.addAll(faults(zone, start, found, begin, end));
            }
        }
        assertThat(ZoneRulesProvider.getAvailableZoneIds()).hasSizeGreaterThan(500);
        assertThat(wrong).isEmpty();
    }

    private static List<String> faults(
            ZoneId zone, LocalTime start, List<Occurrence> found, LocalDate begin, LocalDate end) {
        List<String> wrong = new ArrayList<>();
        LocalDate expected = begin;
        Instant before = Instant.MIN;
        for (Occurrence one : found) {
            if (one.day().isBefore(begin) || !one.day().isBefore(end)) {
                continue;
            }
            if (!one.day().equals(expected)) {
                wrong.add(zone + " " + start + ": expected " + expected + ", found " + one.day());
            }
            if (!one.from().isAfter(before)) {
                wrong.add(zone + " " + start + ": " + one.day() + " begins before the day before it");
            }
            LocalDateTime shown = LocalDateTime.ofInstant(one.from(), zone);
            LocalDateTime planned = one.day().atTime(start);
            boolean gap = zone.getRules().getValidOffsets(planned).isEmpty();
            if (!gap && !shown.equals(planned)) {
                wrong.add(zone + ": planned for " + planned + ", begins at " + shown);
            }
            if (gap && !zone.getRules().getTransition(planned).getInstant().equals(one.from())) {
                wrong.add(zone + ": planned for " + planned + " in a gap, begins at " + shown);
            }
            expected = one.day().plusDays(1);
            before = one.from();
        }
        if (!expected.equals(end)) {
            wrong.add(zone + " " + start + ": ends with " + expected);
        }
        return wrong;
    }

    /** However the time is cut up between looks, each occurrence is in one piece. */
    @Test
    void looksInPiecesFindWhatOneLookFinds() {
        var random = new Random(7);
        var timing = new Timing(ZoneId.of("America/New_York"), new Rhythm.Weekly(EVERY_DAY), LocalTime.of(2, 30), 60);
        Instant begin = Instant.parse("2026-01-01T00:00:00Z");
        Instant end = Instant.parse("2028-01-01T00:00:00Z");
        List<Occurrence> pieces = new ArrayList<>();
        for (Instant at = begin; at.isBefore(end); ) {
            Instant next = at.plusSeconds(1 + random.nextInt(200_000));
            next = next.isAfter(end) ? end : next;
            pieces.addAll(MaintenanceCalendar.starting(timing, at, next));
            at = next;
        }
        assertThat(pieces).isEqualTo(MaintenanceCalendar.starting(timing, begin, end));
    }

    @Test
    void startInAGapIsAtItsEndAndInAnOverlapTheFirst() {
        ZoneId zone = ZoneId.of("Europe/Berlin");
        var daily = new Timing(zone, new Rhythm.Weekly(EVERY_DAY), LocalTime.of(2, 30), 60);
        assertThat(on(daily, LocalDate.of(2027, 3, 28)).from()).isEqualTo(Instant.parse("2027-03-28T01:00:00Z"));
        assertThat(on(daily, LocalDate.of(2027, 10, 31)).from()).isEqualTo(Instant.parse("2027-10-31T00:30:00Z"));
    }

    @Test
    void dayThatAZoneLeftOutHasNone() {
        var apia = new Timing(ZoneId.of("Pacific/Apia"), new Rhythm.Weekly(EVERY_DAY), LocalTime.of(3, 0), 60);
        List<Occurrence> found = MaintenanceCalendar.starting(
                apia, Instant.parse("2011-12-28T00:00:00Z"), Instant.parse("2012-01-02T00:00:00Z"));
        assertThat(found)
                .extracting(Occurrence::day)
                .doesNotContain(LocalDate.of(2011, 12, 30))
                .contains(LocalDate.of(2011, 12, 29), LocalDate.of(2011, 12, 31))
                .doesNotHaveDuplicates();
    }

    @Test
    void monthlyIsTwoWeeksFromTheThirdMonday() {
        var monthly = new Rhythm.Monthly(3, DayOfWeek.MONDAY, 14);
        assertThat(monthly.plans(LocalDate.of(2026, 11, 15))).isFalse();
        assertThat(monthly.slot(LocalDate.of(2026, 11, 16))).isZero();
        assertThat(monthly.slot(LocalDate.of(2026, 11, 29))).isEqualTo(13);
        assertThat(monthly.plans(LocalDate.of(2026, 11, 30))).isFalse();
        assertThat(monthly.slot(LocalDate.of(2027, 2, 28))).isEqualTo(13);
        assertThat(monthly.slot(LocalDate.of(2027, 5, 30))).isEqualTo(13);
    }

    @Test
    void datesAreThoseAndNoOthers() {
        var days = new TreeSet<>(Set.of(LocalDate.of(2027, 1, 31), LocalDate.of(2027, 2, 1)));
        var timing = new Timing(ZoneOffset.UTC, new Rhythm.Dates(days), LocalTime.of(22, 0), 240);
        assertThat(MaintenanceCalendar.starting(
                        timing, Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2029-01-01T00:00:00Z")))
                .extracting(Occurrence::day)
                .containsExactlyElementsOf(days);
    }

    private static Occurrence on(Timing timing, LocalDate day) {
        return MaintenanceCalendar.starting(
                        timing,
                        day.minusDays(2).atStartOfDay(timing.zone()).toInstant(),
                        day.plusDays(2).atStartOfDay(timing.zone()).toInstant())
                .stream()
                .filter(one -> one.day().equals(day))
                .findFirst()
                .orElseThrow();
    }
}
