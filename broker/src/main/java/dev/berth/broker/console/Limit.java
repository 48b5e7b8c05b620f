package dev.berth.broker.console;

/** How many rows a page may have. */
final class Limit {

    static final int MOST = 1_000;

    private Limit() {}

    static int of(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit is %d; allowed are 1 to %d.".formatted(limit, MOST));
        }
        return limit;
    }
}
