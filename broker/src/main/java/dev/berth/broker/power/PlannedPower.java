package dev.berth.broker.power;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;

/**
 * A line of the calendar: hours of a power schedule, or what a fleet's schedule asks for from a time on.
 *
 * @param of the schedule, or the fleet
 * @param day the day that it is planned for
 * @param leadFrom when getting ready for it begins
 * @param until when the hours end, or another of the fleet's times comes
 * @param moved a clock change moves an end of it
 * @param machines how many desktops it is for, or how many instances are there at least
 */
public record PlannedPower(
        Kind kind,
        UUID of,
        String name,
        ZoneId zone,
        LocalDate day,
        Instant leadFrom,
        Instant from,
        Instant until,
        boolean moved,
        int machines) {

    public enum Kind {
        DESKTOPS,
        FLEET
    }
}
