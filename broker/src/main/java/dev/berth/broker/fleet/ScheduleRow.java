package dev.berth.broker.fleet;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * From this time of these days on, other bounds hold, until another row's time comes.
 *
 * @param at in the fleet's zone; where a clock change leaves that time out, the moment after it
 */
public record ScheduleRow(Set<DayOfWeek> days, LocalTime at, int least, int most) {

    private static final int DAYS_BACK = 7;

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

    /** When it last came; empty for one that has no day within a week, which there is none of. */
    Optional<Instant> last(ZoneId zone, Instant now) {
        ZonedDateTime today = now.atZone(zone);
        for (int back = 0; back <= DAYS_BACK; back++) {
            ZonedDateTime then = ZonedDateTime.of(today.toLocalDate().minusDays(back), at, zone);
            if (days.contains(then.toLocalDate().getDayOfWeek())
                    && !then.toInstant().isAfter(now)) {
                return Optional.of(then.toInstant());
            }
        }
        return Optional.empty();
    }

    private static Bounds bounds(int least, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most is " + most + "; allowed are 1 to 1000 instances.");
        }
        return new Bounds(least, most);
    }
}
