package dev.berth.broker.maintenance;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When something is, as the columns {@code zone}, {@code rhythm}, {@code weekdays}, {@code dates}, {@code nth},
 * {@code spread_days}, {@code start_minute} and {@code length_minutes} of its row.
 */
public final class TimingColumns {

    private TimingColumns() {}

    /** For parameters zone, rhythm, weekdays, dates, nth, spread, start and length. */
    public static Map<String, @Nullable Object> of(Timing timing) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("zone", timing.zone().getId());
        columns.put("start", DayColumns.minute(timing.start()));
        columns.put("length", timing.lengthMinutes());
        columns.put("nth", null);
        columns.put("spread", null);
        columns.put("weekdays", DayColumns.weekdays(timing.rhythm()));
        columns.put("dates", DayColumns.dates(timing.rhythm()));
        switch (timing.rhythm()) {
            case Rhythm.Weekly _ -> columns.put("rhythm", "WEEKLY");
            case Rhythm.Dates _ -> columns.put("rhythm", "DATES");
            case Rhythm.Monthly(int nth, DayOfWeek _, int spread) -> {
                columns.put("rhythm", "MONTHLY");
                columns.put("nth", nth);
                columns.put("spread", spread);
            }
        }
        return columns;
    }

    public static Timing read(ResultSet row) throws SQLException {
        return new Timing(
                ZoneId.of(row.getString("zone")),
                rhythm(row),
                DayColumns.time(row, "start_minute"),
                row.getInt("length_minutes"));
    }

    private static Rhythm rhythm(ResultSet row) throws SQLException {
        Set<DayOfWeek> weekdays = DayColumns.weekdays(row);
        String kind = row.getString("rhythm");
        return switch (kind) {
            case "WEEKLY" -> new Rhythm.Weekly(weekdays);
            case "DATES" -> new Rhythm.Dates(DayColumns.dates(row));
            case "MONTHLY" ->
                new Rhythm.Monthly(row.getInt("nth"), weekdays.iterator().next(), row.getInt("spread_days"));
            default -> throw new IllegalStateException("Rhythm '" + kind + "' is unknown to this version.");
        };
    }
}
