package dev.berth.portal.watch;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A gauge with a row for each thing of a kind. A row stands as long as its thing is there, and reads what was shown last:
 * one that is taken out and put in anew while somebody scrapes stands there twice, and nothing can be scraped.
 */
final class StandingGauge {

    private final MultiGauge gauge;
    private final Map<Tags, Double> values = new ConcurrentHashMap<>();

    StandingGauge(MeterRegistry registry, String name, @Nullable String unit, String says) {
        gauge = MultiGauge.builder(name).baseUnit(unit).description(says).register(registry);
    }

    record Row(Tags tags, double value) {}

    synchronized void show(Stream<Row> rows) {
        Map<Tags, Double> now = new ConcurrentHashMap<>();
        rows.forEach(row -> now.put(row.tags(), row.value()));
        values.keySet().retainAll(now.keySet());
        values.putAll(now);
        gauge.register(
                now.keySet().stream()
                        .map(tags -> MultiGauge.Row.of(tags, values, known -> known.getOrDefault(tags, Double.NaN)))
                        .toList(),
                false);
    }
}
