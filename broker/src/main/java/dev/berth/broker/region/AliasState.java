package dev.berth.broker.region;

/** Where an alias stands. */
public enum AliasState {
    /** It names no region, and leads nowhere. */
    NOT_ASSOCIATED,
    /** Some region that it names has not said yet that it serves it. */
    PENDING,
    /** Every region that it names serves it, one of them now. */
    ASSOCIATED
}
