package dev.berth.portal.admin;

import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.directory.Person;
import dev.berth.broker.maintenance.Calendar;
import dev.berth.broker.maintenance.Occurrence;
import dev.berth.broker.maintenance.Planned;
import dev.berth.broker.power.PlannedPower;
import dev.berth.broker.power.PowerCalendar;
import dev.berth.broker.token.CalendarAddresses;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The next 12 months of maintenance and power schedules, as they will be: for all desktops, or for one. */
@Controller
class MaintenanceCalendarPage {

    /** Twelve whole ones and what is left of this one. */
    private static final int MONTHS = 13;

    private static final int WEEK = 7;
    private static final String WINDOW = "WINDOW";

    private final Calendar calendar;
    private final PowerCalendar power;
    private final Desktops desktops;
    private final CalendarAddresses addresses;
    private final Clock clock;

    MaintenanceCalendarPage(
            Calendar calendar, PowerCalendar power, Desktops desktops, CalendarAddresses addresses, Clock clock) {
        this.calendar = calendar;
        this.power = power;
        this.desktops = desktops;
        this.addresses = addresses;
        this.clock = clock;
    }

    /**
     * A square of the calendar.
     *
     * @param day null before the first and after the last of the month
     * @param windows how many windows open on it
     * @param hours how many power schedules have hours on it
     */
    public record Cell(@Nullable LocalDate day, int windows, int hours, int desktops, String names) {}

    public record Month(String name, List<List<Cell>> weeks) {}

    /**
     * @param href the window, the schedule or the fleet
     * @param sort what it is: {@code WINDOW}, {@code DESKTOPS} or {@code FLEET}
     * @param hours by the clock of its zone
     * @param leadFrom when starts begin; null for a window
     */
    public record Line(
            String sort,
            String name,
            String href,
            LocalDate planned,
            Instant from,
            String hours,
            ZoneId zone,
            boolean moved,
            int machines,
            @Nullable Instant leadFrom) {}

    @GetMapping("/admin/maintenance/calendar")
    String show(
            @RequestParam(required = false) @Nullable UUID desktop,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate day,
            @AuthenticationPrincipal Person person,
            Model model,
            Locale locale) {
        Optional<Desktop> one = Optional.ofNullable(desktop)
                .map(id -> desktops.find(new DesktopId(id)).orElseThrow(() -> new NotFoundException("desktop", id)));
        YearMonth first = YearMonth.from(clock.instant().atZone(ZoneOffset.UTC));
        Map<LocalDate, List<Line>> byDay = byDay(one.map(Desktop::id), first);
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
        model.addAttribute("lines", chosen == null ? List.of() : byDay.getOrDefault(chosen, List.of()));
        model.addAttribute("total", byDay.size());
        model.addAttribute("address", addresses.of(person.id()).orElse(null));
        return "admin/maintenance-calendar";
    }

    private Map<LocalDate, List<Line>> byDay(Optional<DesktopId> desktop, YearMonth first) {
        Instant now = clock.instant();
        Instant end =
                first.plusMonths(MONTHS).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        List<Line> lines = new ArrayList<>();
        calendar.between(now, end, desktop).forEach(planned -> lines.add(line(planned)));
        power.between(now, end, desktop).forEach(planned -> lines.add(line(planned)));
        lines.sort(Comparator.comparing(Line::from).thenComparing(Line::name));
        Map<LocalDate, List<Line>> byDay = new TreeMap<>();
        lines.forEach(line -> byDay.computeIfAbsent(line.planned(), unused -> new ArrayList<>())
                .add(line));
        return byDay;
    }

    private static Month month(YearMonth month, Map<LocalDate, List<Line>> byDay, Locale locale) {
        List<List<Cell>> weeks = new ArrayList<>();
        List<Cell> week = new ArrayList<>();
        for (int i = 1; i < month.atDay(1).getDayOfWeek().getValue(); i++) {
            week.add(new Cell(null, 0, 0, 0, ""));
        }
        for (int number = 1; number <= month.lengthOfMonth(); number++) {
            LocalDate day = month.atDay(number);
            week.add(cell(day, byDay.getOrDefault(day, List.of())));
            if (week.size() == WEEK) {
                weeks.add(week);
                week = new ArrayList<>();
            }
        }
        while (!week.isEmpty() && week.size() < WEEK) {
            week.add(new Cell(null, 0, 0, 0, ""));
        }
        if (!week.isEmpty()) {
            weeks.add(week);
        }
        String pattern = locale.getLanguage().equals("ko") ? "y년 M월" : "MMMM y";
        return new Month(month.format(DateTimeFormatter.ofPattern(pattern, locale)), weeks);
    }

    private static Cell cell(LocalDate day, List<Line> lines) {
        List<Line> windows =
                lines.stream().filter(line -> line.sort().equals(WINDOW)).toList();
        return new Cell(
                day,
                windows.size(),
                lines.size() - windows.size(),
                windows.stream().mapToInt(Line::machines).sum(),
                String.join(", ", lines.stream().map(Line::name).distinct().toList()));
    }

    private static Line line(Planned planned) {
        Occurrence one = planned.occurrence();
        return new Line(
                WINDOW,
                planned.name(),
                "/admin/maintenance/windows/" + planned.window(),
                one.day(),
                one.from(),
                hours(one.from(), one.until(), planned.zone()),
                planned.zone(),
                planned.moved(),
                planned.desktops(),
                null);
    }

    private static Line line(PlannedPower planned) {
        String place = switch (planned.kind()) {
            case DESKTOPS -> "/admin/maintenance/power/";
            case FLEET -> "/admin/fleets/";
        };
        return new Line(
                planned.kind().name(),
                planned.name(),
                place + planned.of(),
                planned.day(),
                planned.from(),
                hours(planned.from(), planned.until(), planned.zone()),
                planned.zone(),
                planned.moved(),
                planned.machines(),
                planned.leadFrom());
    }

    private static String hours(Instant from, Instant until, ZoneId zone) {
        var time = DateTimeFormatter.ofPattern("HH:mm");
        return from.atZone(zone).format(time) + "–" + until.atZone(zone).format(time);
    }

    private static String name(LocalDate day, Locale locale) {
        return day.format(DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(locale));
    }
}
