package dev.berth.broker.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;

/**
 * When windows open. Pure: what opens them and what shows them both ask here, so what is shown is what happens. Each
 * planned day has one occurrence. A start that falls into hours that the clocks leave out is where they go on; one that
 * they show twice is the first of the two. A day that a zone leaves out altogether has none.
 */
public final class MaintenanceCalendar {

    private MaintenanceCalendar() {}

    /** Those that begin after {@code after} and not after {@code upTo}, in their order. */
    public static List<Occurrence> starting(Timing timing, Instant after, Instant upTo) {
        // A gap puts a start off by a day at the most, which is how much a zone ever left out.
        LocalDate first = after.atZone(timing.zone()).toLocalDate().minusDays(2);
        LocalDate last = upTo.atZone(timing.zone()).toLocalDate();
        List<Occurrence> found = new ArrayList<>();
        for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
            if (timing.rhythm().plans(day) && exists(day, timing.zone())) {
                Instant from = at(day, timing.start(), timing.zone());
                if (from.isAfter(after) && !from.isAfter(upTo)) {
                    found.add(new Occurrence(day, from, from.plus(Duration.ofMinutes(timing.lengthMinutes()))));
                }
            }
        }
        return found;
    }

    /** When a clock of the zone shows that time on that day: the first time, or where it goes on if it never does. */
    public static Instant at(LocalDate day, LocalTime time, ZoneId zone) {
        LocalDateTime planned = day.atTime(time);
        ZoneOffsetTransition change = zone.getRules().getTransition(planned);
        return change != null && change.isGap()
                ? change.getInstant()
                : planned.atZone(zone).toInstant();
    }

    private static boolean exists(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toLocalDate().equals(day);
    }
}
