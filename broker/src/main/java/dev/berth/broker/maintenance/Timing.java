package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.Field;
import java.time.LocalTime;
import java.time.ZoneId;

/** When a window is open: on which days, from which time of a zone's clock, and for how long as time goes by. */
public record Timing(ZoneId zone, Rhythm rhythm, LocalTime start, int lengthMinutes) {

    public Timing {
        if (start.getSecond() != 0 || start.getNano() != 0) {
            throw new IllegalArgumentException("start is '" + start + "'; allowed are whole minutes such as 02:30.");
        }
        Field.within("lengthMinutes", lengthMinutes, 15, 1440, "minutes");
    }
}
