package dev.berth.broker.fleet;

import dev.berth.broker.catalog.BundleId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;

/**
 * What an admin says of a fleet.
 *
 * @param bundle what its instances are made of, and who may open what on them
 * @param bounds where no row of the schedule says otherwise
 * @param keepsHome whether its people find their home again: then each instance is made for its person, and none waits
 */
public record FleetSpec(
        BundleId bundle,
        FleetMode mode,
        Bounds bounds,
        ZoneId zone,
        List<ScheduleRow> schedule,
        SessionLimits limits,
        boolean keepsHome) {

    private static final int MOST_ROWS = 50;

    public FleetSpec {
        schedule = List.copyOf(schedule);
        if (bounds.most() < 1) {
            throw new IllegalArgumentException("most is " + bounds.most() + "; allowed are 1 to 1000 instances.");
        }
        if (schedule.size() > MOST_ROWS) {
            throw new IllegalArgumentException(
                    "schedule has " + schedule.size() + " rows; allowed are up to " + MOST_ROWS + ".");
        }
    }

    /** Those of the row that came last; of two at the same moment, the later in the list. */
    Bounds boundsAt(Instant now) {
        record Came(ScheduleRow row, Instant at) {}
        return schedule.stream()
                .flatMap(row -> row.last(zone, now).stream().map(at -> new Came(row, at)))
                .max(Comparator.comparing(Came::at).thenComparing(came -> schedule.lastIndexOf(came.row())))
                .map(came -> came.row().bounds())
                .orElse(bounds);
    }

    /** The most that a row asks for at least whose time comes in that span; 0 when none comes. */
    int mostAskedWithin(Instant after, Instant upTo) {
        return schedule.stream()
                .filter(row -> !row.starting(zone, after, upTo).isEmpty())
                .mapToInt(ScheduleRow::least)
                .max()
                .orElse(0);
    }

    /** The most that any row asks for at least. */
    int mostAsked() {
        return schedule.stream().mapToInt(ScheduleRow::least).max().orElse(0);
    }
}
