package dev.berth.portal.admin;

import dev.berth.broker.metering.Amounts;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.Locale;
import java.util.stream.Collectors;

/** Money as people of a language write it. */
final class Money {

    private Money() {}

    /** {@code €25.00}; several currencies on a line each; a dash for nothing. */
    static String text(Amounts amounts, Locale locale) {
        return amounts.none()
                ? "–"
                : amounts.units().entrySet().stream()
                        .map(each -> text(each.getKey(), each.getValue(), locale))
                        .collect(Collectors.joining("\n"));
    }

    static String text(Currency currency, long minor, Locale locale) {
        return text(currency, BigDecimal.valueOf(minor, currency.getDefaultFractionDigits()), locale);
    }

    private static String text(Currency currency, BigDecimal units, Locale locale) {
        NumberFormat format = NumberFormat.getCurrencyInstance(locale);
        format.setCurrency(currency);
        format.setMinimumFractionDigits(currency.getDefaultFractionDigits());
        format.setMaximumFractionDigits(currency.getDefaultFractionDigits());
        return format.format(units);
    }
}
