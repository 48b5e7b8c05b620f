package dev.berth.portal.api;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.GroupId;
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
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A power schedule in the API.
 *
 * @param leadMinutes null: worked out from how long starts take
 */
record PowerResource(
        UUID id,
        String name,
        String zone,
        Collection<DayOfWeek> days,
        Collection<LocalDate> dates,
        String start,
        String end,
        @Nullable Integer leadMinutes,
        int atOnce,
        int graceMinutes,
        Collection<UUID> bundles,
        List<WindowResource.Group> groups,
        List<Scope.TagRule> tags,
        Collection<UUID> desktops,
        boolean enabled,
        long revision) {

    private static final int ANY_LENGTH = 60;

    /**
     * A schedule as it is to be: {@code days} or {@code dates}.
     *
     * @param zone of the tz database
     * @param start of the hours, by that zone's clock
     * @param end of the hours; not after the start: on the next day
     * @param leadMinutes so long before the hours the first desktop is started; null: worked out
     * @param atOnce so many start at the same time
     * @param graceMinutes so long nobody is connected before a desktop is stopped after the hours
     * @param tags of desktops that it is for; a null value stands for any
     */
    record WantedSchedule(
            String name,
            String zone,
            @Nullable List<DayOfWeek> days,
            @Nullable List<LocalDate> dates,
            String start,
            String end,
            @Nullable Integer leadMinutes,
            int atOnce,
            int graceMinutes,
            @Nullable List<UUID> bundles,
            @Nullable List<WindowResource.Group> groups,
            @Nullable List<Scope.TagRule> tags,
            @Nullable List<UUID> desktops) {

        PowerSpec spec() {
            Timing begin = Timing.parse(zone, rhythm(), start, ANY_LENGTH);
            return new PowerSpec(
                    name,
                    new Hours(begin.zone(), begin.rhythm(), begin.start(), time(end)),
                    new Warming(leadMinutes, atOnce),
                    graceMinutes,
                    new Scope(
                            given(bundles).stream().map(BundleId::new).collect(Collectors.toSet()),
                            given(groups).stream()
                                    .map(group -> new Scope.Group(new GroupId(group.sid()), group.label()))
                                    .toList(),
                            given(tags),
                            given(desktops).stream().map(DesktopId::new).collect(Collectors.toSet())));
        }

        private Rhythm rhythm() {
            if (given(days).isEmpty() == given(dates).isEmpty()) {
                throw new IllegalArgumentException("days has " + given(days).size() + " and dates has "
                        + given(dates).size() + " entries; allowed is one of them, such as days: [\"MONDAY\"].");
            }
            return given(days).isEmpty()
                    ? new Rhythm.Dates(new TreeSet<>(given(dates)))
                    : new Rhythm.Weekly(Set.copyOf(given(days)));
        }

        private static LocalTime time(String text) {
            try {
                return LocalTime.parse(text.strip());
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(
                        "end is '%s'; allowed is a time of day such as 18:00.".formatted(text), e);
            }
        }

        private static <T> List<T> given(@Nullable List<T> values) {
            return values == null ? List.of() : values;
        }
    }

    static PowerResource of(PowerSchedule schedule) {
        PowerSpec spec = schedule.spec();
        Rhythm rhythm = spec.hours().rhythm();
        return new PowerResource(
                schedule.id().value(),
                schedule.name(),
                spec.hours().zone().getId(),
                rhythm instanceof Rhythm.Weekly weekly ? new TreeSet<>(weekly.days()) : List.of(),
                rhythm instanceof Rhythm.Dates dates ? dates.days() : List.of(),
                spec.hours().start().toString(),
                spec.hours().end().toString(),
                spec.warming().leadMinutes(),
                spec.warming().atOnce(),
                spec.graceMinutes(),
                spec.scope().bundles().stream().map(BundleId::value).toList(),
                spec.scope().groups().stream()
                        .map(group -> new WindowResource.Group(group.id().sid(), group.label()))
                        .toList(),
                spec.scope().tags(),
                spec.scope().desktops().stream().map(DesktopId::value).toList(),
                schedule.enabled(),
                schedule.revision());
    }
}
