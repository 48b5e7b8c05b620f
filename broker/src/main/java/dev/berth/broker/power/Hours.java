package dev.berth.broker.power;

import dev.berth.broker.maintenance.MaintenanceCalendar;
import dev.berth.broker.maintenance.Occurrence;
import dev.berth.broker.maintenance.Rhythm;
import dev.berth.broker.maintenance.Timing;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;

/**
 * The hours of a schedule: from one time of a zone's clock to another, on some days. Both ends go by the calendar of
 * maintenance: in hours that clocks leave out an end is where they go on, and one that they show twice is the first.
 *
 * @param end not after the start: on the next day
 */
public record Hours(ZoneId zone, Rhythm rhythm, LocalTime start, LocalTime end) {

    /** No hours last longer, whatever clocks do meanwhile. */
    static final Duration LONGEST = Duration.ofHours(50);

    private static final int ANY_LENGTH = 60;

    public Hours {
        if (rhythm instanceof Rhythm.Monthly) {
            throw new IllegalArgumentException(
                    "monthly is given; allowed are days or dates, since hours are for all desktops on the same day.");
        }
        if (end.getSecond() != 0 || end.getNano() != 0) {
            throw new IllegalArgumentException("end is '" + end + "'; allowed are whole minutes such as 18:00.");
        }
    }

    /** Those that begin after {@code after} and not after {@code upTo}, in their order. */
    public List<Occurrence> starting(Instant after, Instant upTo) {
        return MaintenanceCalendar.starting(new Timing(zone, rhythm, start, ANY_LENGTH), after, upTo).stream()
                .map(one -> new Occurrence(one.day(), one.from(), later(one.from(), endOf(one.day()))))
                .toList();
    }

    /** Whether a clock change moves a begin or an end of theirs. */
    boolean moved(Occurrence one) {
        return !one.from().atZone(zone).toLocalTime().equals(start)
                || !one.until().atZone(zone).toLocalTime().equals(end);
    }

    private Instant endOf(LocalDate day) {
        return MaintenanceCalendar.at(end.isAfter(start) ? day : day.plusDays(1), end, zone);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
