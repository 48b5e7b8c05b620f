package dev.berth.portal.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a whole is made of, side by side on a length of 1000. */
public record ShareBar(List<Part> parts, int whole) {

    private static final double LENGTH = 1_000;

    /** Even a small part can be seen. */
    private static final double LEAST = 4;

    /** A part of the whole; {@code name} is an enum's. */
    public record Part(String name, int number, double x, double width) {}

    /** The parts that are not empty, in the order of the enum. */
    public static <E extends Enum<E>> ShareBar of(Map<E, Integer> numbers) {
        int whole = numbers.values().stream().mapToInt(Integer::intValue).sum();
        var present = numbers.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.comparingByKey())
                .toList();
        double stretched = present.stream()
                .mapToDouble(entry -> width(entry.getValue(), whole))
                .sum();
        List<Part> parts = new ArrayList<>();
        double x = 0;
        for (var entry : present) {
            double width = width(entry.getValue(), whole) / stretched * LENGTH;
            parts.add(new Part(entry.getKey().name(), entry.getValue(), round(x), round(width)));
            x += width;
        }
        return new ShareBar(List.copyOf(parts), whole);
    }

    private static double width(int number, int whole) {
        return Math.max(LEAST, LENGTH * number / whole);
    }

    private static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
