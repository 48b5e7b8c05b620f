package dev.berth.portal.chart;

import dev.berth.broker.console.Figures;
import java.util.List;
import java.util.Locale;

/** What each stage of signing in takes, as bars on a common length of 100: solid to the median, pale to the 95th percentile. */
public record StageChart(List<Row> rows, int samples) {

    private static final double LENGTH = 100;
    private static final double MILLIS_PER_SECOND = 1_000;

    /** @param median in seconds, as people read them, as {@code p95} is */
    public record Row(String stage, String median, String p95, double medianLength, double p95Length) {}

    public static StageChart of(List<Figures.StageFigure> stages) {
        double greatest =
                stages.stream().mapToDouble(Figures.StageFigure::p95Ms).max().orElse(0);
        Axis axis = new Axis(Math.max(1, greatest));
        return new StageChart(
                stages.stream()
                        .map(stage -> new Row(
                                stage.stage().name(),
                                seconds(stage.medianMs()),
                                seconds(stage.p95Ms()),
                                axis.at(stage.medianMs(), LENGTH),
                                axis.at(stage.p95Ms(), LENGTH)))
                        .toList(),
                stages.stream().mapToInt(Figures.StageFigure::samples).max().orElse(0));
    }

    private static String seconds(long millis) {
        return String.format(
                Locale.ROOT, millis < 10 * MILLIS_PER_SECOND ? "%.2f" : "%.0f", millis / MILLIS_PER_SECOND);
    }
}
