package dev.berth.broker.metering;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.metering.JdbcCostNames.Name;
import dev.berth.broker.sheet.Csv;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes a UTC day's file: sessions that ended, runs whose end became known with the hours they started, and months that
 * fell due.
 */
@Component
class DailySheet {

    private final DayRows rows;
    private final JdbcUsage usage;
    private final JdbcPrices prices;
    private final JdbcCostNames names;
    private final MeteringSettings settings;
    private final Clock clock;

    DailySheet(
            DayRows rows,
            JdbcUsage usage,
            JdbcPrices prices,
            JdbcCostNames names,
            MeteringSettings settings,
            Clock clock) {
        this.rows = rows;
        this.usage = usage;
        this.prices = prices;
        this.names = names;
        this.settings = settings;
        this.clock = clock;
    }

    String write(LocalDate date) {
        var day = new Span(start(date), start(date.plusDays(1)));
        var meter = new Meter(new PriceList(prices.list()), settings.zone());
        List<DayLine> lines = new ArrayList<>();
        rows.sessions(day)
                .forEach(ended -> lines.add(new DayLine(
                        "session",
                        ended.desktop(),
                        ended.person(),
                        ended.bundle(),
                        "",
                        ended.application(),
                        ended.opened(),
                        ended.ended(),
                        ended.why(),
                        null,
                        ended.reference())));
        Map<DesktopId, List<DayRows.Run>> runs = new LinkedHashMap<>();
        rows.runs(day)
                .forEach(run -> runs.computeIfAbsent(run.usage().desktop(), unused -> new ArrayList<>())
                        .add(run));
        runs.values().forEach(ofDesktop -> lines.addAll(hours(ofDesktop, day, meter)));
        usage.each(
                new JdbcUsage.Question(new Span(day.to(), day.to()), meter.months(day), null),
                clock.instant(),
                history -> meter.fees(history.kept(), day).forEach(fee -> lines.add(fee(fee))));
        return sheet(date, lines);
    }

    private static List<DayLine> hours(List<DayRows.Run> runs, Span day, Meter meter) {
        List<Usage> usages = runs.stream().map(DayRows.Run::usage).toList();
        List<Charge> charges = meter.hours(usages, new Span(Instant.EPOCH, day.to()));
        List<DayLine> lines = new ArrayList<>();
        for (DayRows.Run run : runs) {
            if (!day.contains(run.closed())) {
                continue;
            }
            List<Charge> own = charges.stream()
                    .filter(charge -> charge.usage().equals(run.usage()))
                    .toList();
            own.forEach(charge -> lines.add(run(run, charge)));
            if (own.isEmpty()) {
                lines.add(run(run, null));
            }
        }
        return lines;
    }

    private static DayLine run(DayRows.Run run, @Nullable Charge charge) {
        Usage usage = run.usage();
        return new DayLine(
                "run",
                usage.desktop().value(),
                usage.person().objectGuid(),
                usage.bundle().value(),
                usage.mode().name(),
                "",
                usage.began(),
                usage.until(),
                run.why(),
                charge,
                "");
    }

    private static DayLine fee(Charge fee) {
        Usage usage = fee.usage();
        return new DayLine(
                "month",
                usage.desktop().value(),
                usage.person().objectGuid(),
                usage.bundle().value(),
                usage.mode().name(),
                "",
                fee.at(),
                null,
                "",
                fee,
                "");
    }

    private String sheet(LocalDate date, List<DayLine> lines) {
        Map<UUID, Name> people = names.people(ids(lines, DayLine::person));
        Map<UUID, Name> bundles = names.bundles(ids(lines, DayLine::bundle));
        Map<UUID, Name> desktops = names.desktops(ids(lines, DayLine::desktop));
        var unknown = new Name("", "");
        return Csv.text(
                DayLine.HEADER,
                lines.stream()
                        .map(line -> line.cells(
                                date,
                                desktops.getOrDefault(line.desktop(), unknown),
                                people.getOrDefault(line.person(), unknown),
                                bundles.getOrDefault(line.bundle(), unknown)))
                        .toList());
    }

    private static Set<UUID> ids(List<DayLine> lines, Function<DayLine, UUID> id) {
        Set<UUID> ids = new HashSet<>();
        lines.forEach(line -> ids.add(id.apply(line)));
        return ids;
    }

    private static Instant start(LocalDate date) {
        return date.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
