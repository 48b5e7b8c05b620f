package dev.berth.broker.metering;

import dev.berth.broker.catalog.BundleId;
import java.time.Instant;
import java.util.Currency;

/**
 * What a desktop of a bundle costs from a moment on, until the bundle's next price. Amounts are whole numbers of the
 * currency's smallest unit, so nothing is ever rounded.
 *
 * @param monthly of a desktop that is always on, a month
 * @param base of one that is not, a month
 * @param hour of one that is not, a started hour
 */
public record Price(
        PriceId id, BundleId bundle, Currency currency, long monthly, long base, long hour, Instant validFrom) {}
