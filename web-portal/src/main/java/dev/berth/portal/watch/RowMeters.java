package dev.berth.portal.watch;

import dev.berth.broker.console.Figures;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostState;
import io.micrometer.core.instrument.MeterRegistry;
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

    private final StandingGauge hostUp;
    private final StandingGauge hostMemory;
    private final StandingGauge hostMemoryFree;
    private final StandingGauge hostVcpus;
    private final StandingGauge hostStorage;
    private final StandingGauge fleetInstances;
    private final StandingGauge fleetDesired;
    private final StandingGauge fleetShort;
    private @Nullable Reading shown;

    RowMeters(MeterRegistry registry) {
        hostUp = new StandingGauge(registry, "berth.host.up", null, "Whether the host answers: 1, or else 0");
        hostMemory = new StandingGauge(registry, "berth.host.memory", "bytes", "Memory that desktops may have");
        hostMemoryFree =
                new StandingGauge(registry, "berth.host.memory.free", "bytes", "Memory that desktops may still get");
        hostVcpus = new StandingGauge(
                registry, "berth.host.vcpus.free", null, "Virtual processors that desktops may still get");
        hostStorage = new StandingGauge(registry, "berth.host.storage.free", "bytes", "Free room in the host's pool");
        fleetInstances = new StandingGauge(registry, "berth.fleet.instances", null, "Instances of the fleet, by use");
        fleetDesired = new StandingGauge(registry, "berth.fleet.desired", null, "How many instances there are to be");
        fleetShort = new StandingGauge(
                registry, "berth.fleet.short", null, "Whether somebody found none free in the last 5 minutes");
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
        hostUp.show(hosts.stream().map(host -> row(host.name(), host.health().reachable() ? 1 : 0)));
        hostStorage.show(hosts.stream().flatMap(RowMeters::storage));
        hostMemory.show(capacities.stream().map(host -> row(host.name(), host.memoryMib() * MIB)));
        hostMemoryFree.show(capacities.stream()
                .map(host -> row(host.name(), (host.memoryMib() - host.memoryHeldMib()) * MIB)));
        hostVcpus.show(capacities.stream().map(host -> row(host.name(), host.vcpus() - host.vcpusHeld())));
        fleetInstances.show(fleets.stream().flatMap(fleet -> instances(fleet).stream()));
        fleetDesired.show(fleets.stream()
                .map(fleet -> new StandingGauge.Row(
                        fleet(fleet), fleet.fleet().scaling().desired())));
        Instant since = reading == null ? Instant.MAX : reading.figures().at().minus(SHORT);
        fleetShort.show(fleets.stream()
                .map(fleet -> new StandingGauge.Row(fleet(fleet), wasShort(fleet, since) ? 1 : 0)));
    }

    private static boolean wasShort(Reading.InFleet fleet, Instant since) {
        Instant at = fleet.fleet().scaling().shortAt();
        return at != null && at.isAfter(since);
    }

    private static Stream<StandingGauge.Row> storage(Host host) {
        return host.health().report().stream().map(report -> row(host.name(), report.freeStorageMib() * MIB));
    }

    private static List<StandingGauge.Row> instances(Reading.InFleet fleet) {
        List<StandingGauge.Row> rows = new ArrayList<>();
        rows.add(new StandingGauge.Row(
                fleet(fleet).and("use", "SERVING"), fleet.use().serving()));
        rows.add(new StandingGauge.Row(
                fleet(fleet).and("use", "FREE"), fleet.use().free()));
        rows.add(new StandingGauge.Row(
                fleet(fleet).and("use", "COMING"), fleet.use().coming()));
        rows.add(new StandingGauge.Row(
                fleet(fleet).and("use", "FAILED"), fleet.use().failed()));
        return rows;
    }

    private static Tags fleet(Reading.InFleet fleet) {
        return Tags.of("fleet", fleet.name());
    }

    private static StandingGauge.Row row(String host, double value) {
        return new StandingGauge.Row(Tags.of("host", host), value);
    }
}
