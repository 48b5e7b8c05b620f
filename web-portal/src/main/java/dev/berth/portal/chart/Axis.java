package dev.berth.portal.chart;

/**
 * A scale from nothing up to a number that people like to read.
 *
 * @param top what the upper end stands for
 */
public record Axis(double top) {

    private static final double[] PLEASANT = {1, 2, 2.5, 5, 10};

    /** Up to the least pleasant number that holds the greatest value. */
    public static Axis holding(double greatest) {
        if (greatest <= 1) {
            return new Axis(1);
        }
        double power = Math.pow(10, Math.floor(Math.log10(greatest)));
        for (double step : PLEASANT) {
            if (step * power >= greatest) {
                return new Axis(step * power);
            }
        }
        throw new IllegalStateException("No scale holds " + greatest + ".");
    }

    /** Where a value stands on a length of {@code length}; not beyond its end. */
    public double at(double value, double length) {
        return Math.round(Math.clamp(value / top, 0, 1) * length * 100) / 100.0;
    }

    /** The upper end as people read it. */
    public String label() {
        return top == Math.rint(top) ? Long.toString((long) top) : Double.toString(top);
    }
}
