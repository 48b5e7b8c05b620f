package dev.berth.portal.admin;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.maintenance.MaintenanceWindow;
import dev.berth.broker.maintenance.Rhythm;
import dev.berth.broker.maintenance.Scope;
import dev.berth.broker.maintenance.Timing;
import dev.berth.broker.maintenance.WindowSpec;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A maintenance window as it was typed; it is read strictly by {@link #spec}. */
public record WindowForm(
        String name,
        String zone,
        Kind rhythm,
        @Nullable List<String> days,
        @Nullable String dates,
        @Nullable String nth,
        @Nullable DayOfWeek first,
        @Nullable String spreadDays,
        String start,
        String lengthMinutes,
        @Nullable List<String> bundles,
        @Nullable List<String> groups,
        @Nullable String tags,
        long revision) {

    static final Set<String> FIELDS = Set.of(
            "name",
            "zone",
            "days",
            "dates",
            "nth",
            "spreadDays",
            "start",
            "lengthMinutes",
            "bundles",
            "groups",
            "tags");

    private static final Rhythm.Monthly USUAL = new Rhythm.Monthly(3, DayOfWeek.MONDAY, 14);

    /** Which of the fields about days count. */
    public enum Kind {
        WEEKLY,
        DATES,
        MONTHLY
    }

    static WindowForm fresh(String zone) {
        return new WindowForm(
                "",
                zone,
                Kind.WEEKLY,
                List.of("SUNDAY"),
                "",
                Integer.toString(USUAL.nth()),
                USUAL.first(),
                Integer.toString(USUAL.spread()),
                "00:00",
                "240",
                List.of(),
                List.of(),
                "",
                0);
    }

    static WindowForm of(MaintenanceWindow window) {
        Timing timing = window.spec().timing();
        Rhythm rhythm = timing.rhythm();
        Rhythm.Monthly monthly = rhythm instanceof Rhythm.Monthly own ? own : USUAL;
        return new WindowForm(
                window.name(),
                timing.zone().getId(),
                switch (rhythm) {
                    case Rhythm.Weekly _ -> Kind.WEEKLY;
                    case Rhythm.Dates _ -> Kind.DATES;
                    case Rhythm.Monthly _ -> Kind.MONTHLY;
                },
                rhythm instanceof Rhythm.Weekly weekly
                        ? weekly.days().stream().map(DayOfWeek::name).toList()
                        : List.of(),
                rhythm instanceof Rhythm.Dates dates
                        ? dates.days().stream().map(LocalDate::toString).collect(Collectors.joining("\n"))
                        : "",
                Integer.toString(monthly.nth()),
                monthly.first(),
                Integer.toString(monthly.spread()),
                timing.start().toString(),
                Integer.toString(timing.lengthMinutes()),
                window.spec().scope().bundles().stream().map(BundleId::toString).toList(),
                window.spec().scope().groups().stream()
                        .map(group -> group.id().sid())
                        .toList(),
                tags(window.spec().scope()),
                window.revision());
    }

    /** @param known the groups that were offered */
    WindowSpec spec(List<Scope.Group> known) {
        Set<BundleId> chosen = given(bundles).stream().map(WindowForm::bundle).collect(Collectors.toSet());
        return new WindowSpec(
                name,
                Timing.parse(zone, planned(), start, Problems.whole("lengthMinutes", lengthMinutes)),
                new Scope(
                        chosen,
                        given(groups).stream().map(sid -> group(sid, known)).toList(),
                        rules(tags),
                        Set.of()));
    }

    /** One per line. */
    static List<Scope.TagRule> rules(@Nullable String tags) {
        return (tags == null ? "" : tags)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(Scope.TagRule::parse)
                .toList();
    }

    static String tags(Scope scope) {
        return scope.tags().stream().map(Scope.TagRule::toString).collect(Collectors.joining("\n"));
    }

    private Rhythm planned() {
        return switch (rhythm) {
            case WEEKLY ->
                new Rhythm.Weekly(given(days).stream().map(WindowForm::weekday).collect(Collectors.toSet()));
            case DATES ->
                new Rhythm.Dates((dates == null ? "" : dates)
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .map(WindowForm::date)
                        .collect(Collectors.toCollection(TreeSet::new)));
            case MONTHLY ->
                new Rhythm.Monthly(
                        Problems.whole("nth", nth == null ? "" : nth),
                        first == null ? USUAL.first() : first,
                        Problems.whole("spreadDays", spreadDays == null ? "" : spreadDays));
        };
    }

    static DayOfWeek weekday(String text) {
        try {
            return DayOfWeek.valueOf(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("days has '" + text + "'; allowed are MONDAY to SUNDAY.", e);
        }
    }

    static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "dates has '" + text + "'; allowed are days such as 2027-01-31, one per line.", e);
        }
    }

    static BundleId bundle(String text) {
        try {
            return new BundleId(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("bundles has '" + text + "'; allowed are those that are listed.", e);
        }
    }

    static Scope.Group group(String sid, List<Scope.Group> known) {
        return known.stream()
                .filter(one -> one.id().sid().equals(sid))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("groups has '" + sid + "'; allowed are those that are listed."));
    }

    static List<String> given(@Nullable List<String> values) {
        return values == null ? List.of() : values;
    }
}
