package dev.berth.broker.power;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What decides whether a desktop is on.
 *
 * @param sentence for people: what decides, and what it does
 * @param schedule the name of the schedule that decides; null where none does
 * @param until until when that holds, or when the idle rule stops it; null where no time is set
 * @param schedules that are for it, each with the hours that are on or come next
 */
public record PowerStanding(
        Winner winner,
        String sentence,
        @Nullable String schedule,
        @Nullable Instant until,
        List<Next> schedules) {

    public PowerStanding {
        schedules = List.copyOf(schedules);
    }

    /** From the lead to the end of its hours a schedule wins over the idle rule; at other times the idle rule counts. */
    public enum Winner {
        ALWAYS_ON,
        SCHEDULE,
        /** The hours are over, and it is on since: it stops when nobody is connected. */
        AFTER_HOURS,
        IDLE_RULE,
        /** It is MANUAL, and outside of any hours. */
        NOBODY
    }

    /** @param leadFrom null with the others when none comes within a year */
    public record Next(
            PowerScheduleId id,
            String name,
            @Nullable Instant leadFrom,
            @Nullable Instant from,
            @Nullable Instant until) {}
}
