package dev.berth.portal.admin;

import dev.berth.broker.maintenance.Rhythm;
import dev.berth.broker.maintenance.Timing;
import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** When a window is open, in the reader's words. */
@Component
class WindowWords {

    private final MessageSource messages;

    WindowWords(MessageSource messages) {
        this.messages = messages;
    }

    String days(Timing timing, Locale locale) {
        return days(timing.rhythm(), locale);
    }

    String days(Rhythm rhythm, Locale locale) {
        return switch (rhythm) {
            case Rhythm.Weekly weekly
            when weekly.days().size() == DayOfWeek.values().length -> say(locale, "window.every-day");
            case Rhythm.Weekly weekly ->
                weekly.days().stream()
                        .sorted()
                        .map(day -> day.getDisplayName(TextStyle.FULL_STANDALONE, locale))
                        .collect(Collectors.joining(", "));
            case Rhythm.Dates dates ->
                say(locale, "window.on-dates", dates.days().size());
            case Rhythm.Monthly(int nth, DayOfWeek first, int spread)
            when spread == 1 ->
                say(
                        locale,
                        "window.monthly-day",
                        say(locale, "window.nth." + nth),
                        first.getDisplayName(TextStyle.FULL_STANDALONE, locale));
            case Rhythm.Monthly(int nth, DayOfWeek first, int spread) ->
                say(
                        locale,
                        "window.monthly-on",
                        say(locale, "window.nth." + nth),
                        first.getDisplayName(TextStyle.FULL_STANDALONE, locale),
                        spread);
        };
    }

    String hours(Timing timing) {
        return timing.start() + "–" + timing.start().plusMinutes(timing.lengthMinutes());
    }

    /** A weekday and what it is called, Monday first. */
    public record Weekday(DayOfWeek day, String name, String letter) {}

    static List<Weekday> weekdays(Locale locale) {
        return Arrays.stream(DayOfWeek.values())
                .map(day -> new Weekday(
                        day,
                        day.getDisplayName(TextStyle.FULL_STANDALONE, locale),
                        day.getDisplayName(TextStyle.NARROW_STANDALONE, locale)))
                .toList();
    }

    private String say(Locale locale, String key, Object... values) {
        return messages.getMessage(key, values, locale);
    }
}
