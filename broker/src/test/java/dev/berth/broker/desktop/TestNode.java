package dev.berth.broker.desktop;

import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Journal;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.JdbcImages;
import dev.berth.broker.computer.Computers;
import dev.berth.broker.directory.ComputersInUse;
import dev.berth.broker.host.HostConnections;
import dev.berth.broker.host.HostSettings;
import dev.berth.broker.host.HostWatch;
import dev.berth.broker.host.Hosts;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.broker.region.RegionSettings;
import dev.berth.broker.signal.Signals;
import dev.berth.hypervisor.HypervisorDriver;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** One run of a broker's desktop side, put together as Spring does it. */
final class TestNode implements AutoCloseable {

    final Life life;
    final MortalDatabase database;
    final JdbcClient jdbc;
    final JdbcDesktops store;
    final JdbcClaims claims;
    final JdbcHosts hostStore;
    final HostConnections connections;
    final HostWatch watch;
    final Hosts hosts;
    final Desktops desktops;
    final DesktopLifecycle lifecycle;
    final DesktopPower power;
    final Snapshots snapshots;
    final JdbcSnapshots snapshotRows;
    final Reconciler reconciler;
    final Templates templates;
    final OrphanSweep sweep;
    final RemainsRound remains;
    final UserPoints points;
    final CopyRound copies;
    final HomeRound homes;
    final Homes homeDesk;
    final Instances instances;
    final HostTenants tenants;
    final HostHoldings holdings;
    final Leftovers leftovers;
    final AuditLog audit;
    final JdbcTransactionManager transactions;
    final List<Object> events = new CopyOnWriteArrayList<>();

    TestNode(MortalDatabase database, Clock clock, HypervisorDriver driver, DesktopSettings settings, Life life) {
        this.life = life;
        this.database = database;
        jdbc = JdbcClient.create(database);
        transactions = new JdbcTransactionManager(database);
        var region = new RegionSettings("main");
        var claim = new NodeClaim();
        var signals = new Signals(database);
        audit = new AuditLog(jdbc, clock);
        store = new JdbcDesktops(jdbc, region);
        claims = new JdbcClaims(jdbc, claim, transactions);
        hostStore = new JdbcHosts(jdbc, region);
        connections = new HostConnections(hostStore, List.of(new MortalDriver(driver, life)));
        watch = new HostWatch(hostStore, connections, clock);
        hosts = new Hosts(hostStore, audit, signals, clock, transactions);
        var probe = new RdpProbe();
        var published = new DesktopEvents(events::add, clock);
        var lifecycle = TestRegion.lifecycle();
        var change = new DesktopChange(store, published, signals, transactions);
        desktops = new Desktops(store, connections, probe, change, new Hostnames(jdbc, settings), clock);
        var images = new JdbcImages(jdbc, region);
        var bundles = new JdbcBundles(jdbc, region);
        var making = new Making(images, bundles);
        var artifactRows = new JdbcArtifacts(jdbc);
        var artifacts = new HostArtifacts(artifactRows, claim, settings, clock);
        var record = new DesktopRecord(store, claims, published, claim, clock);
        snapshotRows = new JdbcSnapshots(jdbc, region);
        var book = new SnapshotBook(snapshotRows, lifecycle, clock);
        this.lifecycle = new DesktopLifecycle(change, store, bundles, snapshotRows, clock);
        power = new DesktopPower(change, jdbc, clock);
        snapshots = new Snapshots(change, book, snapshotRows);
        var pointRows = new JdbcUserPoints(jdbc);
        points = new UserPoints(pointRows, change, connections, clock);
        var pointSteps = new PointSteps(
                connections, making, pointRows, record, new PointSteps.Writing(audit, clock, transactions));
        var ledger = new ExchangeLedger(record, book, audit, transactions);
        var remainRows = new JdbcRemains(jdbc);
        tenants = new HostTenants(jdbc, hostStore, store);
        holdings = new HostHoldings(jdbc);
        leftovers = new Leftovers(new JdbcLeftovers(jdbc, audit, clock, transactions), hostStore, store, connections);
        var copyRows = new JdbcCopies(jdbc);
        var copySettings = new CopySettings(Duration.ofSeconds(20), Duration.ofMinutes(5), 2, Duration.ofHours(25));
        var copyLedger = new CopyLedger(
                copyRows,
                new JdbcCopying(jdbc, transactions),
                snapshotRows,
                remainRows,
                claim,
                new CopyLedger.Terms(settings, copySettings, clock));
        copies = new CopyRound(
                store,
                copyLedger,
                hostStore,
                new CopyCarrier(connections, artifacts, making, copyLedger),
                copySettings,
                clock);
        remains = new RemainsRound(hostStore, connections, remainRows, store, snapshotRows, audit, clock, transactions);
        var journal = new Journal(audit, clock, transactions);
        var homeRows = new JdbcHomes(jdbc, region);
        homes = new HomeRound(
                new JdbcHomeKeeping(jdbc, claim, transactions),
                new JdbcHomeVolumes(jdbc, claim),
                hostStore,
                connections,
                signals,
                journal,
                new HomeRound.Terms(
                        settings,
                        new HomeSettings(Duration.ofSeconds(20), Duration.ofMinutes(15), Duration.ofMinutes(1), 2)));
        homeDesk = new Homes(homeRows, connections, journal);
        instances = new Instances(jdbc, change, new Hostnames(jdbc, settings), homeRows, clock);
        var leaving = new HostLeaving(record, remainRows, audit, clock, transactions);
        var moves = new RelocationLedger(store, record, book, pointRows, leaving, clock);
        var destinations = new Destinations(hostStore, remainRows);
        var memories = new MemoryTransport(connections, destinations, making, moves);
        var relocations = new RelocationSteps(
                connections,
                new VolumeTransport(connections, artifacts, making, memories, moves),
                memories,
                destinations,
                moves,
                new CopyRestart(
                        connections,
                        artifacts,
                        making,
                        copyRows,
                        new RestartLedger(store, record, book, leaving, clock)),
                clock);
        var steps = new DesktopSteps(
                new Hands(
                        new MachineSteps(connections, artifacts, making, book, record),
                        new ExchangeSteps(connections, artifacts, making, book, ledger),
                        new SnapshotSteps(connections, making, book, pointSteps),
                        pointSteps,
                        new SizeSteps(connections, record),
                        relocations,
                        lifecycle),
                new Admission(
                        hostStore,
                        store,
                        new Enlistment(
                                new Computers(jdbc, new ComputersInUse(Optional.empty())),
                                bundles,
                                new Hostnames(jdbc, settings),
                                claim),
                        claim,
                        clock,
                        transactions),
                record,
                settings,
                clock);
        var workshop = new DesktopConfiguration()
                .workshop(
                        store,
                        claims,
                        new Lookout(connections, making, settings),
                        steps,
                        new GuestReadiness(connections, probe, settings, clock),
                        new HostPermits(
                                new HostSettings(Duration.ofSeconds(10), 4), new HostSlots(jdbc, claim, settings)),
                        settings,
                        lifecycle,
                        clock);
        reconciler = new Reconciler(workshop, artifacts, connections);
        templates = new Templates(
                artifactRows,
                artifacts,
                new Templates.Needs(bundles, images, hostStore),
                connections,
                store,
                settings,
                clock);
        sweep = new OrphanSweep(hostStore, connections, store, snapshotRows, copyRows, pointRows, audit);
    }

    Desktop desktop(DesktopId id) {
        return desktops.find(id).orElseThrow();
    }

    @Override
    public void close() {
        reconciler.finish(Duration.ofSeconds(10));
        copies.awaitIdle(Duration.ofSeconds(10));
        homes.awaitIdle(Duration.ofSeconds(10));
        connections.close();
    }
}
