package dev.berth.portal.chart;

import dev.berth.broker.console.Figures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sessions over time on a plane of 1000 by 100: a bar for those that were opened within each step, a line for how many were
 * live at once, at most. Both stand on the same scale.
 *
 * @param line the points of the line, as SVG takes them
 * @param top what the upper edge stands for
 */
public record HistoryChart(List<Bar> bars, String line, String top, int most) {

    private static final double WIDTH = 1_000;
    private static final double HEIGHT = 100;
    private static final double GAP = 0.2;

    /** A bar, and what it stands for. */
    public record Bar(
            double x, double y, double width, double height, Instant since, Instant until, int opened, int live) {

        /** The list of those that were opened within the step. */
        public String link() {
            return "/admin/sessions?past=true&since=" + since + "&until=" + until;
        }

        /** From the upper to the lower edge, so that a short bar can be hit too. */
        public double fullHeight() {
            return HEIGHT;
        }
    }

    public static HistoryChart of(List<Figures.Hour> hours) {
        int most = hours.stream()
                .mapToInt(hour -> Math.max(hour.opened(), hour.live()))
                .max()
                .orElse(0);
        Axis axis = Axis.holding(most);
        double step = WIDTH / Math.max(1, hours.size());
        List<Bar> bars = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < hours.size(); i++) {
            Figures.Hour hour = hours.get(i);
            double height = axis.at(hour.opened(), HEIGHT);
            bars.add(new Bar(
                    rounded(i * step + step * GAP / 2),
                    HEIGHT - height,
                    rounded(step * (1 - GAP)),
                    height,
                    hour.since(),
                    hour.until(),
                    hour.opened(),
                    hour.live()));
            line.append(
                    String.format(Locale.ROOT, "%.1f,%.1f ", (i + 0.5) * step, HEIGHT - axis.at(hour.live(), HEIGHT)));
        }
        return new HistoryChart(List.copyOf(bars), line.toString().strip(), axis.label(), most);
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
