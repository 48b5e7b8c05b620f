package dev.berth.broker.metering;

import dev.berth.broker.metering.StartedHours.Hours;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Counts what one desktop owes. A month is one of the region's time zone. In each month that a desktop was kept, its
 * monthly price is due once if it was always on at any time, and its base price once if it was not at any time, at the
 * first such moment for which the bundle has a price; hours belong to the month in which they start.
 */
final class Meter {

    private final PriceList prices;
    private final ZoneId zone;

    Meter(PriceList prices, ZoneId zone) {
        this.prices = prices;
        this.zone = zone;
    }

    /** What fell due in the span: fees by time, then hours by time. */
    List<Charge> charges(List<Usage> kept, List<Usage> runs, Span span) {
        List<Charge> charges = new ArrayList<>(fees(kept, span));
        charges.addAll(hours(runs, span));
        return charges;
    }

    /** @param kept when the desktop existed, by begin; in all of each month that the span touches */
    List<Charge> fees(List<Usage> kept, Span span) {
        List<Charge> fees = new ArrayList<>();
        for (YearMonth month = month(span.from()); start(month).isBefore(span.to()); month = month.plusMonths(1)) {
            Span whole = span(month);
            fee(Charge.Kind.MONTHLY, kept, usage -> !usage.hourly(), whole).ifPresent(fees::add);
            fee(Charge.Kind.BASE, kept, Usage::hourly, whole).ifPresent(fees::add);
        }
        fees.removeIf(fee -> !span.contains(fee.at()));
        return fees;
    }

    /** @param runs when the desktop ran, by begin; back to where nothing went on from before */
    List<Charge> hours(List<Usage> runs, Span span) {
        return StartedHours.of(runs).stream()
                .flatMap(hours -> priced(hours.in(span)).stream())
                .toList();
    }

    /** The whole months that the span touches. */
    Span months(Span span) {
        Instant end = start(month(span.to()));
        return new Span(
                start(month(span.from())),
                end.equals(span.to()) ? end : start(month(span.to()).plusMonths(1)));
    }

    Span span(YearMonth month) {
        return new Span(start(month), start(month.plusMonths(1)));
    }

    YearMonth month(Instant at) {
        return YearMonth.from(at.atZone(zone));
    }

    /** Midnight of the first, or the first moment after a midnight that clocks leave out. */
    private Instant start(YearMonth month) {
        return month.atDay(1).atStartOfDay(zone).toInstant();
    }

    private Optional<Charge> fee(Charge.Kind kind, List<Usage> kept, Predicate<Usage> pays, Span month) {
        Optional<Charge> unpriced = Optional.empty();
        for (Usage usage : kept) {
            if (!pays.test(usage) || !month.overlaps(usage.began(), usage.until())) {
                continue;
            }
            Instant from = later(usage.began(), month.from());
            Optional<Price> price = prices.firstIn(usage.bundle(), from, earlier(usage.until(), month.to()));
            if (price.isPresent()) {
                return Optional.of(
                        new Charge(kind, usage, later(from, price.get().validFrom()), 1, price));
            }
            unpriced = unpriced.or(() -> Optional.of(new Charge(kind, usage, from, 1, Optional.empty())));
        }
        return unpriced;
    }

    /** The same hours, cut where the price changes. */
    private List<Charge> priced(Hours hours) {
        if (hours.count() == 0) {
            return List.of();
        }
        Optional<Price> begin = prices.at(hours.run().bundle(), hours.first());
        if (begin.equals(prices.at(hours.run().bundle(), hours.begin(hours.count() - 1)))) {
            // A price that counts at both ends counts in between.
            return List.of(new Charge(Charge.Kind.HOURS, hours.run(), hours.first(), hours.count(), begin));
        }
        List<Charge> charges = new ArrayList<>();
        for (long number = 0; number < hours.count(); number++) {
            Instant at = hours.begin(number);
            Optional<Price> price = prices.at(hours.run().bundle(), at);
            Charge last = charges.isEmpty() ? null : charges.getLast();
            if (last != null && last.price().equals(price)) {
                charges.set(
                        charges.size() - 1,
                        new Charge(Charge.Kind.HOURS, hours.run(), last.at(), last.quantity() + 1, price));
            } else {
                charges.add(new Charge(Charge.Kind.HOURS, hours.run(), at, 1, price));
            }
        }
        return charges;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
