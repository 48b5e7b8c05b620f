package dev.berth.broker.fleet;

import dev.berth.broker.maintenance.MaintenanceCalendar;
import dev.berth.broker.maintenance.Occurrence;
import dev.berth.broker.maintenance.Rhythm;
import dev.berth.broker.maintenance.Timing;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * From this time of these days on, other bounds hold, until another row's time comes.
 *
 * @param at in the fleet's zone; where a clock change leaves that time out, where the clocks go on
 */
public record ScheduleRow(Set<DayOfWeek> days, LocalTime at, int least, int most) {

    private static final Duration BACK = Duration.ofDays(9);
    private static final int AN_HOUR = 60;

    public ScheduleRow {
        if (days.isEmpty()) {
            throw new IllegalArgumentException("days is empty; allowed are one to seven of MONDAY to SUNDAY.");
        }
        days = Set.copyOf(EnumSet.copyOf(days));
        if (at.getSecond() != 0 || at.getNano() != 0) {
            throw new IllegalArgumentException("at is " + at + "; allowed are whole minutes, such as 08:30.");
        }
        bounds(least, most);
    }

    public Bounds bounds() {
        return bounds(least, most);
    }

    /** Its times that come after {@code after} and not after {@code upTo}, by the calendar of maintenance. */
    public List<Occurrence> starting(ZoneId zone, Instant after, Instant upTo) {
        return MaintenanceCalendar.starting(new Timing(zone, new Rhythm.Weekly(days), at, AN_HOUR), after, upTo);
    }

    /** When it last came; empty for one that has no day within a week, which there is none of. */
    Optional<Instant> last(ZoneId zone, Instant now) {
        return starting(zone, now.minus(BACK), now).stream()
                .map(Occurrence::from)
                .reduce((one, later) -> later);
    }

    private static Bounds bounds(int least, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most is " + most + "; allowed are 1 to 1000 instances.");
        }
        return new Bounds(least, most);
    }
}
