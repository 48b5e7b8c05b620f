package dev.berth.bench.report;

import dev.berth.bench.raw.Steps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What was measured, by name, in the order in which names first came. */
public final class Samples {

    private static final double NANOS_PER_MILLI = 1_000_000;

    private final String unit;
    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    /** Of durations, in milliseconds. */
    public Samples() {
        this("milliseconds");
    }

    /** @param unit of every sample, or what is said where each name says its own */
    public Samples(String unit) {
        this.unit = unit;
    }

    public String unit() {
        return unit;
    }

    /** What one name's samples come to. */
    public record Summary(double median, double min, double max, List<Double> samples) {

        /** The least sample that so many in a hundred do not exceed. */
        public double percentile(double percent) {
            List<Double> sorted = samples.stream().sorted().toList();
            int rank = (int) Math.ceil(percent / 100 * sorted.size());
            return sorted.get(Math.max(rank, 1) - 1);
        }
    }

    public void add(String name, Duration took) {
        add(name, took.toNanos() / NANOS_PER_MILLI);
    }

    public void add(String name, double value) {
        values.computeIfAbsent(name, first -> new ArrayList<>()).add(value);
    }

    /** Adds an operation's total under its name, and each of its steps below it. */
    public void add(String name, Steps steps) {
        add(name, steps.total());
        steps.all().forEach((step, took) -> add(name + " / " + step, took));
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public double median(String name) {
        return summary(name).median();
    }

    public Map<String, Summary> all() {
        return values.keySet().stream()
                .collect(Collectors.toMap(
                        name -> name, this::summary, (one, other) -> one, LinkedHashMap<String, Summary>::new));
    }

    private Summary summary(String name) {
        List<Double> samples = values.get(name);
        if (samples == null) {
            throw new IllegalArgumentException("'" + name + "' was not measured, only " + values.keySet() + ".");
        }
        List<Double> sorted = samples.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Summary(median, sorted.getFirst(), sorted.getLast(), List.copyOf(samples));
    }
}
