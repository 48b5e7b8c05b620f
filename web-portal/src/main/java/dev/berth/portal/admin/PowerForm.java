package dev.berth.portal.admin;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.maintenance.Rhythm;
import dev.berth.broker.maintenance.Scope;
import dev.berth.broker.maintenance.Timing;
import dev.berth.broker.power.Hours;
import dev.berth.broker.power.PowerSchedule;
import dev.berth.broker.power.PowerSpec;
import dev.berth.broker.power.Warming;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A power schedule as it was typed; it is read strictly by {@link #spec}. */
public record PowerForm(
        String name,
        String zone,
        Kind rhythm,
        @Nullable List<String> days,
        @Nullable String dates,
        String start,
        String end,
        @Nullable String leadMinutes,
        String atOnce,
        String graceMinutes,
        @Nullable List<String> bundles,
        @Nullable List<String> groups,
        @Nullable String tags,
        @Nullable String desktops,
        @Nullable String trialDays,
        long revision) {

    static final Set<String> FIELDS = Set.of(
            "name",
            "zone",
            "days",
            "dates",
            "start",
            "end",
            "leadMinutes",
            "atOnce",
            "graceMinutes",
            "bundles",
            "groups",
            "tags",
            "desktops");

    private static final int ANY_LENGTH = 60;

    /** Which of the fields about days count. */
    public enum Kind {
        WEEKLY,
        DATES
    }

    static PowerForm fresh(String zone) {
        return new PowerForm(
                "",
                zone,
                Kind.WEEKLY,
                List.of("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"),
                "",
                "08:00",
                "18:00",
                "",
                "10",
                "15",
                List.of(),
                List.of(),
                "",
                "",
                null,
                0);
    }

    static PowerForm of(PowerSchedule schedule, Collection<String> hostnames) {
        PowerSpec spec = schedule.spec();
        Rhythm rhythm = spec.hours().rhythm();
        Integer lead = spec.warming().leadMinutes();
        return new PowerForm(
                spec.name(),
                spec.hours().zone().getId(),
                rhythm instanceof Rhythm.Dates ? Kind.DATES : Kind.WEEKLY,
                rhythm instanceof Rhythm.Weekly weekly
                        ? weekly.days().stream().map(DayOfWeek::name).toList()
                        : List.of(),
                rhythm instanceof Rhythm.Dates dates
                        ? dates.days().stream().map(LocalDate::toString).collect(Collectors.joining("\n"))
                        : "",
                spec.hours().start().toString(),
                spec.hours().end().toString(),
                lead == null ? "" : lead.toString(),
                Integer.toString(spec.warming().atOnce()),
                Integer.toString(spec.graceMinutes()),
                spec.scope().bundles().stream().map(BundleId::toString).toList(),
                spec.scope().groups().stream().map(group -> group.id().sid()).toList(),
                WindowForm.tags(spec.scope()),
                String.join("\n", hostnames),
                null,
                schedule.revision());
    }

    /**
     * @param known the groups that were offered
     * @param named finds desktops by the names of their guests
     */
    PowerSpec spec(List<Scope.Group> known, Function<List<String>, Set<DesktopId>> named) {
        Timing begin = Timing.parse(zone, planned(), start, ANY_LENGTH);
        String lead = leadMinutes == null ? "" : leadMinutes.strip();
        return new PowerSpec(
                name,
                new Hours(begin.zone(), begin.rhythm(), begin.start(), time(end)),
                new Warming(
                        lead.isEmpty() ? null : Integer.valueOf(Problems.whole("leadMinutes", lead)),
                        Problems.whole("atOnce", atOnce)),
                Problems.whole("graceMinutes", graceMinutes),
                new Scope(
                        WindowForm.given(bundles).stream()
                                .map(WindowForm::bundle)
                                .collect(Collectors.toSet()),
                        WindowForm.given(groups).stream()
                                .map(sid -> WindowForm.group(sid, known))
                                .toList(),
                        WindowForm.rules(tags),
                        named.apply(lines(desktops))));
    }

    private Rhythm planned() {
        return switch (rhythm) {
            case WEEKLY ->
                new Rhythm.Weekly(
                        WindowForm.given(days).stream().map(WindowForm::weekday).collect(Collectors.toSet()));
            case DATES ->
                new Rhythm.Dates(
                        lines(dates).stream().map(WindowForm::date).collect(Collectors.toCollection(TreeSet::new)));
        };
    }

    private static LocalTime time(String text) {
        try {
            return LocalTime.parse(text.strip());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "end is '%s'; allowed is a time of day such as 18:00.".formatted(text), e);
        }
    }

    private static List<String> lines(@Nullable String text) {
        return (text == null ? "" : text)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
