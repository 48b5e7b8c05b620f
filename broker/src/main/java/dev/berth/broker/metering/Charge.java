package dev.berth.broker.metering;

import java.time.Instant;
import java.util.Optional;

/**
 * One line of what is owed.
 *
 * @param usage whose: what was kept, or what ran
 * @param at when it fell due; of hours, when the first of them began
 * @param quantity months or started hours
 * @param price empty when the bundle had none then
 */
public record Charge(Kind kind, Usage usage, Instant at, long quantity, Optional<Price> price) {

    /** What is paid for. */
    public enum Kind {
        /** A month of a desktop that is always on. */
        MONTHLY,
        /** A month of one that is not. */
        BASE,
        /** Started hours of one that is not. */
        HOURS
    }

    public Amounts amount() {
        return price.map(known -> Amounts.of(known.currency(), Math.multiplyExact(quantity, unit(known))))
                .orElse(Amounts.NONE);
    }

    private long unit(Price known) {
        return switch (kind) {
            case MONTHLY -> known.monthly();
            case BASE -> known.base();
            case HOURS -> known.hour();
        };
    }
}
