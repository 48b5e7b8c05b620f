package dev.berth.portal.watch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes gauges over a reading. A label here has the values of an enumeration, and each of them is always there. While there
 * is no reading they are not a number.
 */
record Gauges(MeterRegistry registry, Supplier<Optional<Reading>> last) {

    void one(String name, @Nullable String unit, String says, ToDoubleFunction<Reading> value) {
        gauge(name, unit, says, Tags.empty(), value);
    }

    void perState(
            String name, String says, Class<? extends Enum<?>> states, Function<Reading, Map<?, Integer>> counts) {
        each(name, null, says, "state", names(states), (reading, state) -> counted(counts.apply(reading), state));
    }

    void perName(
            String name,
            String says,
            String label,
            Collection<String> values,
            Function<Reading, Map<String, Integer>> counts) {
        each(name, null, says, label, values, (reading, value) -> counted(counts.apply(reading), value));
    }

    void each(
            String name,
            @Nullable String unit,
            String says,
            String label,
            Collection<String> values,
            BiFunction<Reading, String, Double> read) {
        values.forEach(value -> gauge(name, unit, says, Tags.of(label, value), reading -> read.apply(reading, value)));
    }

    void gauge(String name, @Nullable String unit, String says, Tags tags, ToDoubleFunction<Reading> value) {
        Gauge.builder(
                        name,
                        last,
                        source -> source.get().map(value::applyAsDouble).orElse(Double.NaN))
                .description(says)
                .baseUnit(unit)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    static Collection<String> names(Class<? extends Enum<?>> states) {
        return Arrays.stream(states.getEnumConstants()).map(Enum::name).toList();
    }

    private static double counted(Map<?, Integer> counts, String name) {
        return counts.entrySet().stream()
                .filter(count -> count.getKey().toString().equals(name))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
