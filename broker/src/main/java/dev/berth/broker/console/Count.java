package dev.berth.broker.console;

/**
 * How many rows fit. Counting stops at a bound, so that it costs little however many there are.
 *
 * @param more whether there are more than {@code number}
 */
public record Count(int number, boolean more) {}
