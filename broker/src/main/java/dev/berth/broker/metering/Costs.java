package dev.berth.broker.metering;

import dev.berth.broker.metering.JdbcCostNames.Name;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
    private final MeteringSettings settings;
    private final Clock clock;

    Costs(JdbcUsage usage, JdbcPrices prices, JdbcCostNames names, MeteringSettings settings, Clock clock) {
        this.usage = usage;
        this.prices = prices;
        this.names = names;
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
        Map<UUID, Tally> byKey = new HashMap<>();
        List<Tally> totals = new ArrayList<>();
        usage.each(new JdbcUsage.Question(span, span, null), now, history -> {
            Map<UUID, Tally> ofDesktop = new HashMap<>();
            meter.charges(history.kept(), history.runs(), span)
                    .forEach(charge -> ofDesktop.merge(key(charge.usage(), by), Tally.of(charge), Tally::plus));
            ofDesktop.forEach((key, tally) -> byKey.merge(key, tally.ofOneDesktop(), Tally::plus));
            ofDesktop.values().stream().reduce(Tally::plus).ifPresent(tally -> totals.add(tally.ofOneDesktop()));
        });
        Tally total = totals.stream().reduce(Tally.NONE, Tally::plus);
        List<CostRow> rows = by == Breakdown.GROUP ? groups(byKey) : named(byKey, by);
        rows.sort(Comparator.comparing(Costs::weight)
                .reversed()
                .thenComparing(CostRow::name)
                .thenComparing(CostRow::key));
        return new CostReport(month, by, rows, total, now.isBefore(span.to()) ? now : span.to());
    }

    /** In which months begin. */
    public ZoneId zone() {
        return settings.zone();
    }

    private static UUID key(Usage usage, Breakdown by) {
        return switch (by) {
            case PERSON, GROUP -> usage.person().objectGuid();
            case BUNDLE -> usage.bundle().value();
            case DESKTOP -> usage.desktop().value();
        };
    }

    private List<CostRow> named(Map<UUID, Tally> byKey, Breakdown by) {
        Map<UUID, Name> known = switch (by) {
            case PERSON, GROUP -> names.people(byKey.keySet());
            case BUNDLE -> names.bundles(byKey.keySet());
            case DESKTOP -> names.desktops(byKey.keySet());
        };
        List<CostRow> rows = new ArrayList<>();
        byKey.forEach((key, tally) -> {
            Name name = known.getOrDefault(key, new Name(key.toString(), ""));
            rows.add(new CostRow(key.toString(), name.name(), name.detail(), tally));
        });
        return rows;
    }

    private List<CostRow> groups(Map<UUID, Tally> byPerson) {
        Map<String, CostRow> rows = new HashMap<>();
        for (JdbcCostNames.Membership membership : names.groups(byPerson.keySet())) {
            Tally tally = byPerson.getOrDefault(membership.person(), Tally.NONE);
            rows.merge(
                    membership.sid(),
                    new CostRow(membership.sid(), membership.name(), membership.sid(), tally),
                    (one, other) -> new CostRow(
                            one.key(), one.name(), one.detail(), one.tally().plus(other.tally())));
        }
        return new ArrayList<>(rows.values());
    }

    /** Of several currencies, the sum of their figures: good enough for an order, and for nothing else. */
    private static BigDecimal weight(CostRow row) {
        return row.tally().total().units().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
