package dev.berth.portal.admin;

import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.maintenance.Calendar;
import dev.berth.broker.maintenance.Occurrence;
import dev.berth.broker.maintenance.Planned;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The next 12 months of maintenance, as they will be: for all desktops, or for one. */
@Controller
class MaintenanceCalendarPage {

    /** Twelve whole ones and what is left of this one. */
    private static final int MONTHS = 13;

    private static final int WEEK = 7;

    private final Calendar calendar;
    private final Desktops desktops;
    private final Clock clock;

    MaintenanceCalendarPage(Calendar calendar, Desktops desktops, Clock clock) {
        this.calendar = calendar;
        this.desktops = desktops;
        this.clock = clock;
    }

    /**
     * A square of the calendar.
     *
     * @param day null before the first and after the last of the month
     * @param windows how many windows open on it
     */
    public record Cell(@Nullable LocalDate day, int windows, int desktops, String names) {}

    public record Month(String name, List<List<Cell>> weeks) {}

    /** @param hours by the clock of the window's zone */
    public record Line(Planned planned, String day, String hours) {}

    @GetMapping("/admin/maintenance/calendar")
    String show(
            @RequestParam(required = false) @Nullable UUID desktop,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate day,
            Model model,
            Locale locale) {
        Optional<Desktop> one = Optional.ofNullable(desktop)
                .map(id -> desktops.find(new DesktopId(id)).orElseThrow(() -> new NotFoundException("desktop", id)));
        Instant now = clock.instant();
        YearMonth first = YearMonth.from(now.atZone(ZoneOffset.UTC));
        Instant end =
                first.plusMonths(MONTHS).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        List<Planned> year = calendar.between(now, end, one.map(Desktop::id));
        Map<LocalDate, List<Planned>> byDay = new TreeMap<>();
        year.forEach(planned -> byDay.computeIfAbsent(planned.occurrence().day(), unused -> new ArrayList<>())
                .add(planned));
        List<Month> months = new ArrayList<>();
        for (int i = 0; i < MONTHS; i++) {
            months.add(month(first.plusMonths(i), byDay, locale));
        }
        LocalDate chosen =
                day != null ? day : byDay.keySet().stream().findFirst().orElse(null);
        model.addAttribute("desktop", one.orElse(null));
        model.addAttribute("months", months);
        model.addAttribute("weekdays", WindowWords.weekdays(locale));
        model.addAttribute("chosen", chosen);
        model.addAttribute("chosenName", chosen == null ? "" : name(chosen, locale));
        model.addAttribute(
                "lines",
                chosen == null
                        ? List.of()
                        : byDay.getOrDefault(chosen, List.of()).stream()
                                .map(planned -> line(planned, locale))
                                .toList());
        model.addAttribute("total", year.size());
        return "admin/maintenance-calendar";
    }

    private static Month month(YearMonth month, Map<LocalDate, List<Planned>> byDay, Locale locale) {
        List<List<Cell>> weeks = new ArrayList<>();
        List<Cell> week = new ArrayList<>();
        for (int i = 1; i < month.atDay(1).getDayOfWeek().getValue(); i++) {
            week.add(new Cell(null, 0, 0, ""));
        }
        for (int number = 1; number <= month.lengthOfMonth(); number++) {
            LocalDate day = month.atDay(number);
            List<Planned> planned = byDay.getOrDefault(day, List.of());
            week.add(new Cell(
                    day,
                    planned.size(),
                    planned.stream().mapToInt(Planned::desktops).sum(),
                    String.join(", ", planned.stream().map(Planned::name).toList())));
            if (week.size() == WEEK) {
                weeks.add(week);
                week = new ArrayList<>();
            }
        }
        while (!week.isEmpty() && week.size() < WEEK) {
            week.add(new Cell(null, 0, 0, ""));
        }
        if (!week.isEmpty()) {
            weeks.add(week);
        }
        String pattern = locale.getLanguage().equals("ko") ? "y년 M월" : "MMMM y";
        return new Month(month.format(DateTimeFormatter.ofPattern(pattern, locale)), weeks);
    }

    private static Line line(Planned planned, Locale locale) {
        Occurrence one = planned.occurrence();
        ZoneId zone = planned.zone();
        var time = DateTimeFormatter.ofPattern("HH:mm");
        return new Line(
                planned,
                name(one.from().atZone(zone).toLocalDate(), locale),
                one.from().atZone(zone).format(time) + "–"
                        + one.until().atZone(zone).format(time));
    }

    private static String name(LocalDate day, Locale locale) {
        return day.format(DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(locale));
    }
}
