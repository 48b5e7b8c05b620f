package dev.berth.broker.power;

import dev.berth.broker.maintenance.Occurrence;
import java.time.Duration;
import java.time.Instant;

/** The hours of a schedule on one day, with when getting ready for them begins. */
record Turn(PowerSchedule schedule, Occurrence occurrence, Duration lead) {

    Instant leadFrom() {
        return occurrence.from().minus(lead);
    }

    boolean isOn(Instant now) {
        return !now.isBefore(leadFrom()) && now.isBefore(occurrence.until());
    }
}
