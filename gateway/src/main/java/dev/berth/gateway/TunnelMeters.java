package dev.berth.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntSupplier;

/** What a gateway counts. The hot path adds once per read, not once per instruction. */
final class TunnelMeters {

    private final Counter bytesToBrowser;
    private final Counter bytesToGuacd;
    private final Counter droppedToBrowser;
    private final Counter droppedToGuacd;
    private final Map<TunnelEnd, Counter> ends = new EnumMap<>(TunnelEnd.class);
    private final MeterRegistry registry;

    TunnelMeters(MeterRegistry registry) {
        this.registry = registry;
        bytesToBrowser = counter("berth.gateway.bytes", "bytes", "browser");
        bytesToGuacd = counter("berth.gateway.bytes", "bytes", "guacd");
        droppedToBrowser = counter("berth.gateway.dropped", "instructions", "browser");
        droppedToGuacd = counter("berth.gateway.dropped", "instructions", "guacd");
        for (TunnelEnd end : TunnelEnd.values()) {
            ends.put(
                    end,
                    Counter.builder("berth.gateway.ends")
                            .description("Tunnels that ended, by why")
                            .tag("end", end.name())
                            .register(registry));
        }
    }

    void watch(IntSupplier liveTunnels) {
        Gauge.builder("berth.gateway.tunnels", liveTunnels, IntSupplier::getAsInt)
                .description("Tunnels that are open now")
                .strongReference(true)
                .register(registry);
    }

    void toBrowser(long bytes, long dropped) {
        bytesToBrowser.increment(bytes);
        if (dropped > 0) {
            droppedToBrowser.increment(dropped);
        }
    }

    void toGuacd(long bytes, long dropped) {
        bytesToGuacd.increment(bytes);
        if (dropped > 0) {
            droppedToGuacd.increment(dropped);
        }
    }

    void ended(TunnelEnd end) {
        Counter counter = ends.get(end);
        if (counter != null) {
            counter.increment();
        }
    }

    private Counter counter(String name, String unit, String direction) {
        return Counter.builder(name).baseUnit(unit).tag("to", direction).register(registry);
    }
}
