package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.Field;
import java.time.DateTimeException;
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

    /** As people and programs write it: {@code Europe/Berlin}, {@code 02:30}. */
    public static Timing parse(String zone, Rhythm rhythm, String start, int lengthMinutes) {
        return new Timing(zone(zone), rhythm, time(start), lengthMinutes);
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text.strip());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "zone is '%s'; allowed is a time zone such as Europe/Berlin, Asia/Seoul or UTC.".formatted(text),
                    e);
        }
    }

    private static LocalTime time(String text) {
        try {
            return LocalTime.parse(text.strip());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "start is '%s'; allowed is a time of day such as 02:30.".formatted(text), e);
        }
    }
}
