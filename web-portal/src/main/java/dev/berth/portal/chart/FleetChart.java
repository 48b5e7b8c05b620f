package dev.berth.portal.chart;

import dev.berth.broker.fleet.FleetSample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/**
 * A fleet's size and use over time on a plane of 1000 by 100, as steps: each sample holds until the next.
 *
 * @param wanted the points of the line of how many there were to be
 * @param serving the points of the area of how many were in use
 * @param top what the upper edge stands for
 */
public record FleetChart(String wanted, String serving, String top, Instant since) {

    private static final double WIDTH = 1_000;
    private static final double HEIGHT = 100;

    public static FleetChart of(List<FleetSample> samples, Instant since, Instant now) {
        int most = samples.stream()
                .mapToInt(sample -> Math.max(sample.desired(), sample.serving()))
                .max()
                .orElse(0);
        Axis axis = Axis.holding(most);
        var span = new Span(since, now);
        String serving = steps(samples, span, axis, FleetSample::serving);
        return new FleetChart(
                steps(samples, span, axis, FleetSample::desired),
                serving.isEmpty() ? "" : serving + " 1000.0,100.0 0.0,100.0",
                axis.label(),
                since);
    }

    private record Span(Instant since, Instant until) {

        double at(Instant moment) {
            double whole = Duration.between(since, until).toMillis();
            return Math.clamp(Duration.between(since, moment).toMillis() / whole, 0, 1) * WIDTH;
        }
    }

    private static String steps(List<FleetSample> samples, Span span, Axis axis, ToIntFunction<FleetSample> number) {
        if (samples.isEmpty()) {
            return "";
        }
        StringBuilder points = new StringBuilder();
        double before = HEIGHT;
        for (FleetSample sample : samples) {
            double x = span.at(sample.at());
            double y = HEIGHT - axis.at(number.applyAsInt(sample), HEIGHT);
            points.append(point(x, before)).append(point(x, y));
            before = y;
        }
        return points.append(point(WIDTH, before)).toString().strip();
    }

    private static String point(double x, double y) {
        return String.format(Locale.ROOT, "%.1f,%.1f ", x, y);
    }
}
