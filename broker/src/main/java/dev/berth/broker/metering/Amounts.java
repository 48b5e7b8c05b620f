package dev.berth.broker.metering;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Currency;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Money, by currency; currencies are never converted into each other. Whole numbers of the smallest unit. */
public record Amounts(SortedMap<Currency, Long> minor) {

    public static final Amounts NONE = new Amounts(sorted());

    public Amounts {
        SortedMap<Currency, Long> copy = sorted();
        minor.forEach((currency, amount) -> {
            if (amount != 0) {
                copy.put(currency, amount);
            }
        });
        minor = copy;
    }

    public static Amounts of(Currency currency, long minor) {
        SortedMap<Currency, Long> one = sorted();
        one.put(currency, minor);
        return new Amounts(one);
    }

    public Amounts plus(Amounts other) {
        return merged(other, 1);
    }

    public Amounts minus(Amounts other) {
        return merged(other, -1);
    }

    public boolean none() {
        return minor.isEmpty();
    }

    /** In the currencies' own units, such as 25.50. */
    public SortedMap<Currency, BigDecimal> units() {
        SortedMap<Currency, BigDecimal> units = new TreeMap<>(minor.comparator());
        minor.forEach((currency, amount) ->
                units.put(currency, BigDecimal.valueOf(amount, Math.max(0, currency.getDefaultFractionDigits()))));
        return units;
    }

    private Amounts merged(Amounts other, int sign) {
        if (other.none()) {
            return this;
        }
        SortedMap<Currency, Long> sum = sorted();
        sum.putAll(minor);
        for (Map.Entry<Currency, Long> each : other.minor.entrySet()) {
            sum.merge(each.getKey(), Math.multiplyExact(each.getValue(), sign), Math::addExact);
        }
        return new Amounts(sum);
    }

    private static SortedMap<Currency, Long> sorted() {
        return new TreeMap<>(Comparator.comparing(Currency::getCurrencyCode));
    }
}
