package dev.berth.broker.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.maintenance.MaintenanceCalendar;
import dev.berth.broker.maintenance.Occurrence;
import dev.berth.broker.maintenance.Rhythm;
import dev.berth.broker.maintenance.Timing;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HoursTest {

    private static final Set<DayOfWeek> EVERY_DAY = EnumSet.allOf(DayOfWeek.class);

    /** Both ends go by the windows' calendar: the same days, the same begins, and ends by the same rule. */
    @Test
    void hoursBeginWhereWindowsDoAndEndByTheSameRule() {
        LocalDate begin = LocalDate.of(2026, 1, 1);
        List<String> wrong = new ArrayList<>();
        for (String id : ZoneRulesProvider.getAvailableZoneIds()) {
            ZoneId zone = ZoneId.of(id);
            Instant from = begin.atStartOfDay(zone).toInstant();
            Instant to = begin.plusYears(2).atStartOfDay(zone).toInstant();
            for (LocalTime start : List.of(LocalTime.of(2, 30), LocalTime.of(22, 0))) {
                LocalTime end = start.plusHours(4).plusMinutes(30);
                var hours = new Hours(zone, new Rhythm.Weekly(EVERY_DAY), start, end);
                List<Occurrence> found = hours.starting(from, to);
                List<Occurrence> windows = MaintenanceCalendar.starting(
                        new Timing(zone, new Rhythm.Weekly(EVERY_DAY), start, 60), from, to);
                if (found.size() != windows.size()) {
                    wrong.add(zone + ": " + found.size() + " and not " + windows.size());
                }
                for (int i = 0; i < Math.min(found.size(), windows.size()); i++) {
                    fault(zone, end, found.get(i), windows.get(i)).ifPresent(wrong::add);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static Optional<String> fault(ZoneId zone, LocalTime end, Occurrence one, Occurrence window) {
        if (!one.from().equals(window.from()) || !one.day().equals(window.day())) {
            return Optional.of(zone + " " + one.day() + " begins at " + one.from());
        }
        if (one.until().isBefore(one.from())
                || Duration.between(one.from(), one.until()).compareTo(Hours.LONGEST) > 0) {
            return Optional.of(zone + " " + one + " has no length");
        }
        LocalDateTime shown = LocalDateTime.ofInstant(one.until(), zone);
        boolean gap =
                zone.getRules().getValidOffsets(shown.toLocalDate().atTime(end)).isEmpty();
        return shown.toLocalTime().equals(end) || gap
                ? Optional.empty()
                : Optional.of(zone + " " + one + " ends at " + shown);
    }

    @Test
    void nightShiftThatLosesAnHourEndsByItsClock() {
        var night = new Hours(
                ZoneId.of("Europe/Berlin"), new Rhythm.Weekly(EVERY_DAY), LocalTime.of(22, 0), LocalTime.of(2, 30));
        Occurrence spring = night.starting(Instant.parse("2027-03-27T12:00:00Z"), Instant.parse("2027-03-28T00:00:00Z"))
                .getFirst();
        assertThat(spring.until()).isEqualTo(Instant.parse("2027-03-28T01:00:00Z"));
        assertThat(night.moved(spring)).isTrue();
        Occurrence autumn = night.starting(Instant.parse("2027-10-30T12:00:00Z"), Instant.parse("2027-10-31T00:00:00Z"))
                .getFirst();
        assertThat(autumn.until()).isEqualTo(Instant.parse("2027-10-31T00:30:00Z"));
        assertThat(night.moved(autumn)).isFalse();
    }

    @Test
    void monthlyHoursAreRefused() {
        assertThatThrownBy(() -> new Hours(
                        ZoneId.of("UTC"),
                        new Rhythm.Monthly(3, DayOfWeek.MONDAY, 14),
                        LocalTime.of(8, 0),
                        LocalTime.of(18, 0)))
                .hasMessageStartingWith("monthly is given; allowed are days or dates");
    }
}
