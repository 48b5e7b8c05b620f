package dev.berth.broker.metering;

import dev.berth.broker.catalog.BundleId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an admin says a bundle costs.
 *
 * @param currency its ISO 4217 code
 * @param monthly of a desktop that is always on, a month; in the currency's unit, such as 25.50 in EUR
 * @param base of one that is not, a month
 * @param hour of one that is not, a started hour
 * @param validFrom the first day, in the region's time zone, today or later; null for from now on
 */
public record PriceSpec(
        BundleId bundle,
        String currency,
        BigDecimal monthly,
        BigDecimal base,
        BigDecimal hour,
        @Nullable LocalDate validFrom) {

    private static final BigDecimal MOST = new BigDecimal("1000000000");
    private static final Set<String> KNOWN = Currency.getAvailableCurrencies().stream()
            .filter(currency -> currency.getDefaultFractionDigits() >= 0)
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    public PriceSpec {
        if (!KNOWN.contains(currency)) {
            throw new IllegalArgumentException("currency is '" + currency.substring(0, Math.min(20, currency.length()))
                    + "'; allowed are ISO 4217 codes such as EUR, KRW or USD.");
        }
        minor("monthly", monthly, Currency.getInstance(currency));
        minor("base", base, Currency.getInstance(currency));
        minor("hour", hour, Currency.getInstance(currency));
    }

    Price at(PriceId id, Instant from) {
        Currency unit = Currency.getInstance(currency);
        return new Price(
                id,
                bundle,
                unit,
                minor("monthly", monthly, unit),
                minor("base", base, unit),
                minor("hour", hour, unit),
                from);
    }

    private static long minor(String field, BigDecimal value, Currency currency) {
        int digits = currency.getDefaultFractionDigits();
        if (value.signum() < 0
                || value.compareTo(MOST) > 0
                || value.stripTrailingZeros().scale() > digits) {
            throw new IllegalArgumentException(
                    "%s is '%.40s'; allowed are 0 to %s with at most %d decimal places, as %s has."
                            .formatted(
                                    field,
                                    value.precision() - (long) value.scale() > 40 ? value : value.toPlainString(),
                                    MOST.toPlainString(),
                                    digits,
                                    currency.getCurrencyCode()));
        }
        return value.movePointRight(digits).longValueExact();
    }
}
