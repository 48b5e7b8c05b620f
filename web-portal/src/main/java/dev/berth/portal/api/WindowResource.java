package dev.berth.portal.api;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.directory.GroupId;
import dev.berth.broker.maintenance.MaintenanceWindow;
import dev.berth.broker.maintenance.Rhythm;
import dev.berth.broker.maintenance.Scope;
import dev.berth.broker.maintenance.Timing;
import dev.berth.broker.maintenance.WindowSpec;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A maintenance window in the API. */
record WindowResource(
        UUID id,
        MaintenanceWindow.Kind kind,
        String name,
        String zone,
        Collection<DayOfWeek> days,
        Collection<LocalDate> dates,
        @Nullable Monthly monthly,
        String start,
        int lengthMinutes,
        Collection<UUID> bundles,
        List<Group> groups,
        List<Scope.TagRule> tags,
        boolean enabled,
        long revision) {

    /**
     * From the nth such weekday of each month on, over so many days.
     *
     * @param first the weekday
     */
    record Monthly(int nth, DayOfWeek first, int spreadDays) {}

    /** @param label how the directory calls it */
    record Group(String sid, String label) {}

    /**
     * A window as it is to be: {@code days}, {@code dates} or {@code monthly}, one of them.
     *
     * @param zone of the tz database
     * @param start by that zone's clock
     * @param bundles whose desktops it is for; with no bundles, groups and tags it is for all
     * @param tags of desktops that it is for; a null value stands for any
     */
    record WantedWindow(
            String name,
            String zone,
            @Nullable List<DayOfWeek> days,
            @Nullable List<LocalDate> dates,
            @Nullable Monthly monthly,
            String start,
            int lengthMinutes,
            @Nullable List<UUID> bundles,
            @Nullable List<Group> groups,
            @Nullable List<Scope.TagRule> tags) {

        WindowSpec spec() {
            Set<BundleId> covered = new HashSet<>();
            (bundles == null ? List.<UUID>of() : bundles).forEach(id -> covered.add(new BundleId(id)));
            var scope = new Scope(
                    covered,
                    (groups == null ? List.<Group>of() : groups)
                            .stream()
                                    .map(group -> new Scope.Group(new GroupId(group.sid()), group.label()))
                                    .toList(),
                    tags == null ? List.of() : tags,
                    Set.of());
            return new WindowSpec(name, Timing.parse(zone, rhythm(), start, lengthMinutes), scope);
        }

        private Rhythm rhythm() {
            List<Rhythm> said = Stream.<@Nullable Rhythm>of(
                            days == null || days.isEmpty() ? null : new Rhythm.Weekly(Set.copyOf(days)),
                            dates == null || dates.isEmpty() ? null : new Rhythm.Dates(new TreeSet<>(dates)),
                            monthly == null
                                    ? null
                                    : new Rhythm.Monthly(monthly.nth(), monthly.first(), monthly.spreadDays()))
                    .flatMap(Stream::ofNullable)
                    .toList();
            if (said.size() != 1) {
                throw new IllegalArgumentException("days, dates and monthly are given " + said.size()
                        + " times; allowed is exactly one of them, such as days: [\"SUNDAY\"].");
            }
            return said.getFirst();
        }
    }

    static WindowResource of(MaintenanceWindow window) {
        Timing timing = window.spec().timing();
        Rhythm rhythm = timing.rhythm();
        return new WindowResource(
                window.id().value(),
                window.kind(),
                window.name(),
                timing.zone().getId(),
                rhythm instanceof Rhythm.Weekly weekly ? new TreeSet<>(weekly.days()) : List.of(),
                rhythm instanceof Rhythm.Dates dates ? dates.days() : List.of(),
                rhythm instanceof Rhythm.Monthly monthly
                        ? new Monthly(monthly.nth(), monthly.first(), monthly.spread())
                        : null,
                timing.start().toString(),
                timing.lengthMinutes(),
                window.spec().scope().bundles().stream().map(BundleId::value).toList(),
                window.spec().scope().groups().stream()
                        .map(group -> new Group(group.id().sid(), group.label()))
                        .toList(),
                window.spec().scope().tags(),
                window.enabled(),
                window.revision());
    }
}
