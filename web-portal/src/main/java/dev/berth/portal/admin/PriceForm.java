package dev.berth.portal.admin;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.metering.PriceSpec;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A price as it was typed; it is read strictly by {@link #spec()}. */
public record PriceForm(String bundle, String currency, String monthly, String base, String hour, String validFrom) {

    static final Set<String> FIELDS = Set.of("bundle", "currency", "monthly", "base", "hour", "validFrom");

    private static final int LONGEST = 40;

    static PriceForm fresh(String currency, LocalDate today) {
        return new PriceForm("", currency, "", "", "", today.toString());
    }

    PriceSpec spec() {
        return new PriceSpec(
                bundleId(),
                currency.strip().toUpperCase(Locale.ROOT),
                amount("monthly", monthly),
                amount("base", base),
                amount("hour", hour),
                day());
    }

    private BundleId bundleId() {
        try {
            return new BundleId(UUID.fromString(bundle));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("bundle is '" + bundle + "'; allowed is one of the list.", e);
        }
    }

    private static BigDecimal amount(String field, String text) {
        String typed = text.strip();
        try {
            if (typed.length() <= LONGEST) {
                return new BigDecimal(typed);
            }
        } catch (NumberFormatException e) {
            throw notAnAmount(field, typed, e);
        }
        throw notAnAmount(field, typed.substring(0, LONGEST) + "…", null);
    }

    private static IllegalArgumentException notAnAmount(String field, String typed, @Nullable Exception cause) {
        return new IllegalArgumentException(
                field + " is '" + typed + "'; allowed are amounts such as 25 or 0.35.", cause);
    }

    private LocalDate day() {
        try {
            return LocalDate.parse(validFrom.strip());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "validFrom is '" + validFrom + "'; allowed are days such as 2026-12-01.", e);
        }
    }
}
