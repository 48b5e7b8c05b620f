package dev.berth.portal.admin;

import dev.berth.broker.fleet.ScheduleRow;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A fleet's schedule as lines that people type: {@code MON-FRI 08:00 4-10}, which is days, time, least and most. */
final class ScheduleText {

    private static final Pattern LINE = Pattern.compile("(\\S+)\\s+(\\d{1,2}:\\d{2})\\s+(\\d{1,4})-(\\d{1,4})");
    private static final int LETTERS = 3;
    private static final String ALLOWED = "; allowed are lines such as 'MON-FRI 08:00 4-10' or 'SAT,SUN 00:00 0-2'.";

    private ScheduleText() {}

    static List<ScheduleRow> read(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(ScheduleText::row)
                .toList();
    }

    static String of(List<ScheduleRow> rows) {
        return rows.stream()
                .map(row -> days(row.days()) + " " + row.at() + " " + row.least() + "-" + row.most())
                .collect(Collectors.joining("\n"));
    }

    private static ScheduleRow row(String line) {
        Matcher matcher = LINE.matcher(line.toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("schedule has '" + line + "'" + ALLOWED);
        }
        try {
            String time = matcher.group(2);
            return new ScheduleRow(
                    days(matcher.group(1), line),
                    LocalTime.parse(time.length() < 5 ? "0" + time : time),
                    Integer.parseInt(matcher.group(3)),
                    Integer.parseInt(matcher.group(4)));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("schedule has '" + line + "'" + ALLOWED, e);
        }
    }

    private static Set<DayOfWeek> days(String text, String line) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : text.split(",", -1)) {
            String[] ends = part.split("-", -1);
            DayOfWeek first = day(ends[0], line);
            DayOfWeek last = day(ends[ends.length - 1], line);
            if (ends.length > 2) {
                throw new IllegalArgumentException("schedule has '" + line + "'" + ALLOWED);
            }
            for (DayOfWeek day = first; day != last; day = day.plus(1)) {
                days.add(day);
            }
            days.add(last);
        }
        return days;
    }

    private static DayOfWeek day(String text, String line) {
        return Arrays.stream(DayOfWeek.values())
                .filter(day -> text.length() >= LETTERS && day.name().startsWith(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("schedule has '" + line + "'" + ALLOWED));
    }

    private static String days(Set<DayOfWeek> days) {
        return days.stream()
                .sorted()
                .map(day -> day.name().substring(0, LETTERS))
                .collect(Collectors.joining(","));
    }
}
