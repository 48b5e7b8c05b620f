package dev.berth.broker.maintenance;

import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** On which days and at what times something is, as the columns {@code weekdays} and {@code dates} and minutes of the day of its row. */
public final class DayColumns {

    private static final int MINUTE_SECONDS = 60;

    private DayColumns() {}

    /** For a parameter that is cast to {@code text[]}. */
    public static String weekdays(Rhythm rhythm) {
        return ArrayColumns.literal(
                switch (rhythm) {
                    case Rhythm.Weekly(Set<DayOfWeek> days) -> days.stream().sorted();
                    case Rhythm.Monthly(int _, DayOfWeek first, int _) -> Stream.of(first);
                    case Rhythm.Dates _ -> Stream.of();
                });
    }

    /** For a parameter that is cast to {@code date[]}. */
    public static String dates(Rhythm rhythm) {
        return ArrayColumns.literal(
                switch (rhythm) {
                    case Rhythm.Dates(var days) -> days.stream();
                    case Rhythm.Weekly _, Rhythm.Monthly _ -> Stream.of();
                });
    }

    public static Set<DayOfWeek> weekdays(ResultSet row) throws SQLException {
        return ArrayColumns.read(row, "weekdays", String.class)
                .map(DayOfWeek::valueOf)
                .collect(Collectors.toUnmodifiableSet());
    }

    public static SortedSet<LocalDate> dates(ResultSet row) throws SQLException {
        return ArrayColumns.read(row, "dates", Date.class)
                .map(Date::toLocalDate)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Of the day. */
    public static int minute(LocalTime time) {
        return time.toSecondOfDay() / MINUTE_SECONDS;
    }

    public static LocalTime time(ResultSet row, String column) throws SQLException {
        return LocalTime.ofSecondOfDay((long) row.getInt(column) * MINUTE_SECONDS);
    }
}
