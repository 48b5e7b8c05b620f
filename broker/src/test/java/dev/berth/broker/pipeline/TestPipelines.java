package dev.berth.broker.pipeline;

import dev.berth.broker.apt.TestMirror;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Journal;
import dev.berth.broker.catalog.Catalog;
import dev.berth.broker.catalog.ChangeRecord;
import dev.berth.broker.catalog.Images;
import dev.berth.broker.catalog.JdbcApplications;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.JdbcEntitlements;
import dev.berth.broker.catalog.JdbcImages;
import dev.berth.broker.desktop.RdpProbe;
import dev.berth.broker.host.HostConnections;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.broker.region.RegionSettings;
import dev.berth.broker.session.RemoteDesktop;
import dev.berth.broker.signal.Signals;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** One node's pipelines, put together as Spring does it, over hosts that others' tests look after. */
public final class TestPipelines {

    public static final Actor ADMIN = new Actor.Berth();

    public final PipelineRounds rounds;
    public final Pipelines pipelines;
    public final PackageWatch watch;
    public final Manifests manifests;

    /** @param guest is asked for each session whether it gets a picture; what it throws is what came of it */
    public TestPipelines(
            DataSource database,
            PlatformTransactionManager transactions,
            HostConnections connections,
            Clock clock,
            Consumer<RemoteDesktop> guest) {
        var settings = new PipelineSettings(
                null,
                1,
                2,
                1024,
                Duration.ofMinutes(10),
                Duration.ofMinutes(60),
                Duration.ofMillis(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofDays(90));
        var jdbc = JdbcClient.create(database);
        var region = new RegionSettings("main");
        var audit = new AuditLog(jdbc, clock);
        var signals = new Signals(database);
        var images = new JdbcImages(jdbc, region);
        var bundles = new JdbcBundles(jdbc, region);
        var record = new ChangeRecord(new Journal(audit, clock, transactions), signals);
        var catalog = new Catalog(
                bundles, new JdbcApplications(jdbc, region), new JdbcEntitlements(jdbc, region), record, clock);
        var store = new JdbcPipelines(jdbc, region);
        var runs = new JdbcPipelineRuns(jdbc, region);
        var log = new JdbcPipelineLog(jdbc);
        var watches = new JdbcPipelineWatch(jdbc, region);
        var rollOuts = new RollOuts(jdbc, bundles, catalog, clock);
        manifests = new Manifests(jdbc, images);
        var writing = new Pipelines.Writing(record, audit, signals, clock);
        pipelines = new Pipelines(store, runs, rollOuts, new Pipelines.Wares(images, bundles, log), writing);
        watch = new PackageWatch(
                store,
                watches,
                pipelines,
                new PackageWatch.Offers(manifests, TestMirror.onThisMachine(clock), writing),
                new WatchSettings(Duration.ofHours(6), Duration.ofMinutes(30)));
        var trials = new StaticListableBeanFactory(Map.of("trials", trials(guest)));
        var publication = new Publication(
                runs,
                new Publication.Shelf(images, new Images(images, record, clock), manifests, settings, clock),
                rollOuts,
                new Examiner(trials.getBeanProvider(TrialSessions.class)));
        var bench =
                new BuildBench(new JdbcHosts(jdbc, region), connections, new RdpProbe(), new GuestBuild(), settings);
        var work = new PipelineWork(
                runs,
                bench,
                publication,
                new RunLedger(runs, log, new RunLedger.Telling(audit, signals, watches, clock), settings, transactions),
                settings);
        rounds = new PipelineRounds(
                store, runs, pipelines, work, new PipelineRounds.Terms(settings, watch, clock, transactions));
    }

    public boolean awaitIdle(Duration limit) {
        return rounds.awaitIdle(limit);
    }

    private static TrialSessions trials(Consumer<RemoteDesktop> guest) {
        return (target, limit) -> {
            guest.accept(target);
            return new TrialSessions.Trial() {
                @Override
                public Duration firstFrame() {
                    return Duration.ofMillis(700);
                }

                @Override
                public void close() {}
            };
        };
    }
}
