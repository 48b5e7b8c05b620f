package dev.berth.portal.api;

import dev.berth.broker.drill.DrillSchedule;
import dev.berth.broker.maintenance.Rhythm;
import dev.berth.broker.maintenance.Timing;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * When drills are, in the API: days and hours as a maintenance window's.
 *
 * @param lengthMinutes the hard limit of each drill
 * @param missedAt the latest turn that could not be begun
 */
record DrillScheduleResource(
        UUID id,
        String name,
        SubjectResource canary,
        String zone,
        Collection<DayOfWeek> days,
        Collection<LocalDate> dates,
        WindowResource.@Nullable Monthly monthly,
        String start,
        int lengthMinutes,
        int noticeMinutes,
        boolean enabled,
        @Nullable Instant missedAt,
        @Nullable String missedWhy,
        long revision) {

    /**
     * A schedule as it is to be: {@code days}, {@code dates} or {@code monthly}, one of them.
     *
     * @param canary who goes: a group or a person
     * @param monthly with spreadDays 1: a drill is not spread over days
     * @param noticeMinutes how long before its begin people are told; a day without it
     */
    record WantedDrillSchedule(
            String name,
            SubjectResource canary,
            String zone,
            @Nullable List<DayOfWeek> days,
            @Nullable List<LocalDate> dates,
            WindowResource.@Nullable Monthly monthly,
            String start,
            int lengthMinutes,
            @Nullable Integer noticeMinutes) {

        private static final int A_DAY = 1440;

        DrillSchedule.Terms terms() {
            Timing timing = new WindowResource.WantedWindow(
                            name, zone, days, dates, monthly, start, lengthMinutes, null, null, null)
                    .spec()
                    .timing();
            return new DrillSchedule.Terms(name, canary.who(), timing, noticeMinutes == null ? A_DAY : noticeMinutes);
        }
    }

    static DrillScheduleResource of(DrillSchedule schedule) {
        DrillSchedule.Terms terms = schedule.terms();
        Timing timing = terms.timing();
        Rhythm rhythm = timing.rhythm();
        return new DrillScheduleResource(
                schedule.id(),
                terms.name(),
                SubjectResource.of(terms.canary()),
                timing.zone().getId(),
                rhythm instanceof Rhythm.Weekly weekly ? new TreeSet<>(weekly.days()) : List.of(),
                rhythm instanceof Rhythm.Dates dates ? dates.days() : List.of(),
                rhythm instanceof Rhythm.Monthly monthly
                        ? new WindowResource.Monthly(monthly.nth(), monthly.first(), monthly.spread())
                        : null,
                timing.start().toString(),
                timing.lengthMinutes(),
                terms.noticeMinutes(),
                schedule.enabled(),
                schedule.missedAt(),
                schedule.missedWhy(),
                schedule.revision());
    }
}
