package dev.berth.gateway;

import dev.berth.gateway.guacd.GuacdConnection;
import dev.berth.gateway.guacd.GuacdFailedException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** What a gateway counts. The hot path adds once per read, not once per instruction. */
final class TunnelMeters {

    private static final Duration[] ROUND_TRIPS = {
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500)
    };

    private final Counter bytesToBrowser;
    private final Counter bytesToGuacd;
    private final Counter droppedToBrowser;
    private final Counter droppedToGuacd;
    private final Map<TunnelEnd, Counter> ends = new EnumMap<>(TunnelEnd.class);
    private final Timer roundTrips;
    private final Timer connected;
    private final Timer refused;
    private final MeterRegistry registry;

    TunnelMeters(MeterRegistry registry) {
        this.registry = registry;
        bytesToBrowser = counter("berth.gateway.bytes", "bytes", "browser");
        bytesToGuacd = counter("berth.gateway.bytes", "bytes", "guacd");
        droppedToBrowser = counter("berth.gateway.dropped", "instructions", "browser");
        droppedToGuacd = counter("berth.gateway.dropped", "instructions", "guacd");
        roundTrips = Timer.builder("berth.gateway.latency")
                .description("From a ping to the browser's answer")
                .serviceLevelObjectives(ROUND_TRIPS)
                .register(registry);
        connected = connecting("DONE");
        refused = connecting("FAILED");
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

    /** Connects to guacd, and counts how long that took. */
    GuacdConnection connecting(Tunnel.Opener opener) throws GuacdFailedException {
        long start = System.nanoTime();
        Timer took = refused;
        try {
            GuacdConnection connection = opener.open();
            took = connected;
            return connection;
        } finally {
            took.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    void roundTrip(long nanos) {
        roundTrips.record(nanos, TimeUnit.NANOSECONDS);
    }

    void ended(TunnelEnd end) {
        Counter counter = ends.get(end);
        if (counter != null) {
            counter.increment();
        }
    }

    private Timer connecting(String outcome) {
        return Timer.builder("berth.gateway.connects")
                .description("Connections of guacd to a guest, handshake included, by outcome")
                .tag("outcome", outcome)
                .register(registry);
    }

    private Counter counter(String name, String unit, String direction) {
        return Counter.builder(name).baseUnit(unit).tag("to", direction).register(registry);
    }
}
