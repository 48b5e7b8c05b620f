package dev.berth.broker.drill;

import dev.berth.broker.alias.Failover;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.UserPoints;
import dev.berth.broker.directory.GroupId;
import dev.berth.broker.pipeline.TrialSessions;
import dev.berth.broker.region.JdbcPeers;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.JdbcResidents;
import dev.berth.broker.region.LinkHealth;
import dev.berth.broker.region.PeerSettings;
import dev.berth.broker.region.PortalSettings;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionNews;
import dev.berth.broker.region.RegionSettings;
import dev.berth.broker.session.TestTrialDoor;
import dev.berth.broker.standby.Standbys;
import dev.berth.broker.standby.TestStandbys;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** One node's drills, put together as Spring does it, with a link to the peer that the test says the health of. */
public final class TestDrills {

    public static final Subject PILOTS = new Subject.OfGroup(new GroupId("S-1-5-21-1-2-3-77"), "Pilots");
    private static final Duration LATE_AFTER = Duration.ofSeconds(15);
    private static final RegionSettings REGION = new RegionSettings("main");

    public final Drills drills;
    private final DrillWork work;
    private final Visits visits;

    public TestDrills(
            DataSource database,
            PlatformTransactionManager transactions,
            Desktops desktops,
            UserPoints points,
            Clock clock,
            Path folder,
            BooleanSupplier peerIsLost) {
        var jdbc = JdbcClient.create(database);
        var regions = new JdbcRegions(jdbc, REGION);
        var audit = new AuditLog(jdbc, clock);
        var news = new StatedNews(jdbc, clock, peerIsLost);
        var failover = new Failover(regions, new JdbcResidents(jdbc, REGION), news, audit, clock, transactions);
        Standbys standbys = TestStandbys.over(jdbc, desktops, points, audit, clock);
        var handing = new Handing(jdbc, failover, standbys);
        var sight = new DrillSight(regions, news, standbys, points, handing);
        var settings = new DrillSettings(Duration.ofMinutes(10), Duration.ofMinutes(2), Duration.ofMinutes(1), 25);
        var rows = new DrillWork.Rows(
                new JdbcDrills(jdbc, REGION), new JdbcCanaries(jdbc), new JdbcCalls(jdbc, REGION), regions);
        work = new DrillWork(rows, sight, settings, handing, standbys, audit, clock, transactions);
        drills = new Drills(rows, work, sight, settings, audit, clock, transactions);
        var nobodyLooks = new StaticListableBeanFactory().getBeanProvider(TrialSessions.class);
        visits = new Visits(
                new JdbcVisits(jdbc, REGION),
                new Visits.Place(regions, new JdbcPeers(jdbc), new JdbcResidents(jdbc, REGION), standbys, jdbc),
                desktops,
                standbys,
                handing,
                new Pictures(
                        new JdbcVisits(jdbc, REGION),
                        handing,
                        TestTrialDoor.over(jdbc, transactions, desktops, folder, clock),
                        nobodyLooks,
                        settings),
                clock,
                transactions);
    }

    private static final class StatedNews extends RegionNews {

        private final BooleanSupplier lost;

        StatedNews(JdbcClient jdbc, Clock clock, BooleanSupplier lost) {
            super(
                    jdbc,
                    clock,
                    REGION,
                    new PortalSettings(URI.create("https://main.example.com")),
                    new PeerSettings(LATE_AFTER));
            this.lost = lost;
        }

        @Override
        public boolean copies(RegionName peer, String table) {
            return true;
        }

        @Override
        public LinkHealth link(RegionName peer) {
            Duration age = lost.getAsBoolean() ? Duration.ofMinutes(9) : Duration.ofSeconds(2);
            return new LinkHealth(
                    peer,
                    new LinkHealth.Incoming(true, true, null, age, 0),
                    new LinkHealth.Outgoing(true, 0L, false, age),
                    LATE_AFTER);
        }
    }

    public static boolean isRefusal(RuntimeException e) {
        return e instanceof ChangeRefusedException;
    }

    public Drill start(Actor actor) {
        return drills.start(new DrillSpec(PILOTS, 60, 0), actor);
    }

    public void goOn() {
        work.goOn();
        visits.goOn();
    }
}
