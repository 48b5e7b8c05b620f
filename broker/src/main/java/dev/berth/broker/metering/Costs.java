package dev.berth.broker.metering;

import dev.berth.broker.metering.JdbcCostNames.Name;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What desktops cost in a month. */
@Component
public class Costs {

    private final JdbcUsage usage;
    private final JdbcPrices prices;
    private final JdbcCostNames names;
    private final JdbcGroups memberships;
    private final MeteringSettings settings;
    private final Clock clock;

    Costs(
            JdbcUsage usage,
            JdbcPrices prices,
            JdbcCostNames names,
            JdbcGroups memberships,
            MeteringSettings settings,
            Clock clock) {
        this.usage = usage;
        this.prices = prices;
        this.names = names;
        this.memberships = memberships;
        this.settings = settings;
        this.clock = clock;
    }

    /** The month that it is in the region. */
    public YearMonth thisMonth() {
        return YearMonth.from(clock.instant().atZone(settings.zone()));
    }

    /** @param month not later than the present one */
    public CostReport report(YearMonth month, Breakdown by) {
        if (month.isAfter(thisMonth()) || month.getYear() < 2000) {
            throw new IllegalArgumentException(
                    "month is '" + month + "'; allowed are months from 2000-01 to " + thisMonth() + ".");
        }
        Instant now = clock.instant();
        var meter = new Meter(new PriceList(prices.list()), settings.zone());
        Span span = meter.span(month);
        GroupHistory groups = by == Breakdown.GROUP ? memberships.history() : new GroupHistory();
        var sum = new CostSum(meter, span, by, groups);
        usage.each(new JdbcUsage.Question(span, span, null), now, sum::take);
        List<CostRow> rows = by == Breakdown.GROUP ? sum.groups() : named(sum.byKey(), by);
        rows.sort(Comparator.comparing(Costs::weight)
                .reversed()
                .thenComparing(CostRow::name)
                .thenComparing(CostRow::key));
        return new CostReport(month, by, rows, sum.total(), now.isBefore(span.to()) ? now : span.to());
    }

    /** In which months begin. */
    public ZoneId zone() {
        return settings.zone();
    }

    private List<CostRow> named(Map<String, Tally> byKey, Breakdown by) {
        List<UUID> ids = byKey.keySet().stream().map(UUID::fromString).toList();
        Map<UUID, Name> known = switch (by) {
            case PERSON, GROUP -> names.people(ids);
            case BUNDLE -> names.bundles(ids);
            case DESKTOP -> names.desktops(ids);
        };
        List<CostRow> rows = new ArrayList<>();
        byKey.forEach((key, tally) -> {
            Name name = known.getOrDefault(UUID.fromString(key), new Name(key, ""));
            rows.add(new CostRow(key, name.name(), name.detail(), tally));
        });
        return rows;
    }

    /** Of several currencies, the sum of their figures: good enough for an order, and for nothing else. */
    private static BigDecimal weight(CostRow row) {
        return row.tally().total().units().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
