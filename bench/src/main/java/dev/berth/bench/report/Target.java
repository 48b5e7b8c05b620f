package dev.berth.bench.report;

/**
 * A figure that is promised, and what came out.
 *
 * @param how the figure's and the limit's origin, to be read by people
 */
public record Target(String name, double value, Bound bound, double limit, String unit, String how) {

    /** Which side of the limit is good. */
    public enum Bound {
        AT_MOST,
        AT_LEAST
    }

    public static Target atMost(String name, double value, double limit, String unit, String how) {
        return new Target(name, value, Bound.AT_MOST, limit, unit, how);
    }

    public static Target atLeast(String name, double value, double limit, String unit, String how) {
        return new Target(name, value, Bound.AT_LEAST, limit, unit, how);
    }

    public boolean met() {
        return switch (bound) {
            case AT_MOST -> value <= limit;
            case AT_LEAST -> value >= limit;
        };
    }
}
