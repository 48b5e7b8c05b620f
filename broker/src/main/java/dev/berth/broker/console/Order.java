package dev.berth.broker.console;

/**
 * What a list is sorted by; rows that are alike in that follow each other by id.
 *
 * @param <C> the columns that the list can be sorted by
 */
public record Order<C extends Enum<C>>(C by, boolean descending) {

    public static <C extends Enum<C>> Order<C> ascending(C by) {
        return new Order<>(by, false);
    }

    public static <C extends Enum<C>> Order<C> descending(C by) {
        return new Order<>(by, true);
    }
}
