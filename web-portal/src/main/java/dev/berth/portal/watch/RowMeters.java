package dev.berth.portal.watch;

import dev.berth.broker.console.Figures;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The gauges of each host and each fleet, which come and go with them. */
final class RowMeters {

    private static final double MIB = 1024.0 * 1024.0;

    /** A fleet is short for so long after somebody found nothing free. */
    private static final Duration SHORT = Duration.ofMinutes(5);

    private final MultiGauge hostUp;
    private final MultiGauge hostMemory;
    private final MultiGauge hostMemoryFree;
    private final MultiGauge hostVcpus;
    private final MultiGauge hostStorage;
    private final MultiGauge fleetInstances;
    private final MultiGauge fleetDesired;
    private final MultiGauge fleetShort;
    private @Nullable Reading shown;

    RowMeters(MeterRegistry registry) {
        hostUp = gauge(registry, "berth.host.up", null, "Whether the host answers: 1, or else 0");
        hostMemory = gauge(registry, "berth.host.memory", "bytes", "Memory that desktops may have");
        hostMemoryFree = gauge(registry, "berth.host.memory.free", "bytes", "Memory that desktops may still get");
        hostVcpus = gauge(registry, "berth.host.vcpus.free", null, "Virtual processors that desktops may still get");
        hostStorage = gauge(registry, "berth.host.storage.free", "bytes", "Free room in the host's pool");
        fleetInstances = gauge(registry, "berth.fleet.instances", null, "Instances of the fleet, by use");
        fleetDesired = gauge(registry, "berth.fleet.desired", null, "How many instances there are to be");
        fleetShort =
                gauge(registry, "berth.fleet.short", null, "Whether somebody found none free in the last 5 minutes");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, @Nullable String unit, String says) {
        return MultiGauge.builder(name).baseUnit(unit).description(says).register(registry);
    }

    /** Rows of what is gone go, and so do all while nothing is known. */
    synchronized void show(Optional<Reading> last) {
        Reading reading = last.orElse(null);
        if (reading == shown) {
            return;
        }
        shown = reading;
        List<Host> hosts = reading == null
                ? List.of()
                : reading.hosts().stream()
                        .filter(host -> host.state() != HostState.LOST)
                        .toList();
        List<Figures.Capacity> capacities =
                reading == null ? List.of() : reading.figures().hosts();
        List<Reading.InFleet> fleets = reading == null ? List.of() : reading.fleets();
        set(hostUp, hosts.stream().map(host -> row(host.name(), host.health().reachable() ? 1 : 0)));
        set(hostStorage, hosts.stream().flatMap(RowMeters::storage));
        set(hostMemory, capacities.stream().map(host -> row(host.name(), host.memoryMib() * MIB)));
        set(
                hostMemoryFree,
                capacities.stream().map(host -> row(host.name(), (host.memoryMib() - host.memoryHeldMib()) * MIB)));
        set(hostVcpus, capacities.stream().map(host -> row(host.name(), host.vcpus() - host.vcpusHeld())));
        set(fleetInstances, fleets.stream().flatMap(fleet -> instances(fleet).stream()));
        set(
                fleetDesired,
                fleets.stream()
                        .map(fleet -> MultiGauge.Row.of(
                                fleet(fleet), fleet.fleet().scaling().desired())));
        Instant since = reading == null ? Instant.MAX : reading.figures().at().minus(SHORT);
        set(fleetShort, fleets.stream().map(fleet -> MultiGauge.Row.of(fleet(fleet), wasShort(fleet, since) ? 1 : 0)));
    }

    private static boolean wasShort(Reading.InFleet fleet, Instant since) {
        Instant at = fleet.fleet().scaling().shortAt();
        return at != null && at.isAfter(since);
    }

    private static Stream<MultiGauge.Row<Number>> storage(Host host) {
        return host.health().report().stream().map(report -> row(host.name(), report.freeStorageMib() * MIB));
    }

    private static List<MultiGauge.Row<Number>> instances(Reading.InFleet fleet) {
        List<MultiGauge.Row<Number>> rows = new ArrayList<>();
        rows.add(MultiGauge.Row.of(
                fleet(fleet).and("use", "SERVING"), fleet.use().serving()));
        rows.add(MultiGauge.Row.of(fleet(fleet).and("use", "FREE"), fleet.use().free()));
        rows.add(
                MultiGauge.Row.of(fleet(fleet).and("use", "COMING"), fleet.use().coming()));
        rows.add(
                MultiGauge.Row.of(fleet(fleet).and("use", "FAILED"), fleet.use().failed()));
        return rows;
    }

    private static Tags fleet(Reading.InFleet fleet) {
        return Tags.of("fleet", fleet.name());
    }

    private static MultiGauge.Row<Number> row(String host, double value) {
        return MultiGauge.Row.of(Tags.of("host", host), value);
    }

    private static void set(MultiGauge gauge, Stream<MultiGauge.Row<Number>> rows) {
        gauge.register(rows.toList(), true);
    }
}
