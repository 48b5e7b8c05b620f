package dev.berth.broker.alias;

import static dev.berth.broker.Within.within;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.berth.broker.MovableClock;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.contract.SchemaContract;
import dev.berth.broker.region.DatabaseLock;
import dev.berth.broker.region.JdbcPeers;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.JdbcResidents;
import dev.berth.broker.region.LinkHealth;
import dev.berth.broker.region.Peer;
import dev.berth.broker.region.PeerConnection;
import dev.berth.broker.region.PeerSettings;
import dev.berth.broker.region.PeerWork;
import dev.berth.broker.region.PortalSettings;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionNews;
import dev.berth.broker.region.RegionSettings;
import dev.berth.broker.region.Replication;
import dev.berth.broker.region.SetUp;
import dev.berth.broker.signal.ThisNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Two regions, each over a PostgreSQL server of its own, and a line in each direction that can be cut. Made once. */
public final class TwoRegions {

    public static final Duration SOON = Duration.ofSeconds(20);
    public static final Actor ADMIN = new Actor.Nobody("the test");
    private static final Duration LATE_AFTER = Duration.ofSeconds(15);

    public final Side a = new Side("region-a");
    public final Side b = new Side("region-b");
    final Relay toA = new Relay(a.server.getPort());
    final Relay toB = new Relay(b.server.getPort());

    private static final class Holder {
        private static final TwoRegions PAIR = paired();
    }

    public static TwoRegions pair() {
        return Holder.PAIR;
    }

    /** What a node of a region has. */
    public static final class Side {
        public final RegionName name;
        public final EmbeddedPostgres server;
        public final JdbcClient jdbc;
        public final MovableClock clock = new MovableClock();
        public final JdbcRegions regions;
        final JdbcPeers peers;
        final RegionNews news;
        final Pairings pairings;
        public final Aliases aliases;
        public final Failover failover;
        final RegionRound round;
        final SetUp setUp;
        final JdbcTransactionManager manager;
        final TransactionTemplate transactions;

        private Side(String named) {
            name = new RegionName(named);
            server = start();
            var config = new HikariConfig();
            config.setDataSource(server.getPostgresDatabase());
            config.setMaximumPoolSize(4);
            var database = new HikariDataSource(config);
            Flyway.configure().dataSource(database).load().migrate();
            jdbc = JdbcClient.create(database);
            var transactions = new JdbcTransactionManager(database);
            manager = transactions;
            var settings = new RegionSettings(named);
            var audit = new AuditLog(jdbc, clock);
            var portal = new PortalSettings(URI.create("https://" + named + ".example.com"));
            this.transactions = new TransactionTemplate(transactions);
            regions = new JdbcRegions(jdbc, settings);
            peers = new JdbcPeers(jdbc);
            news = new RegionNews(jdbc, clock, settings, portal, new PeerSettings(LATE_AFTER));
            setUp = new SetUp(jdbc, settings);
            pairings = new Pairings(peers, regions, audit, clock, transactions);
            aliases = new Aliases(regions, audit, clock, transactions);
            failover = new Failover(regions, new JdbcResidents(jdbc, settings), news, audit, clock, transactions);
            round = new RegionRound(
                    regions,
                    peers,
                    new PeerWork(peers, new Replication(jdbc, transactions, settings), new DatabaseLock(database)),
                    news,
                    setUp,
                    audit,
                    clock,
                    new SchemaContract(jdbc),
                    transactions,
                    new ThisNode(Set.of("SCHEDULER"), named));
        }

        LinkHealth link(Side other) {
            return news.link(other.name);
        }

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("wal_level", "logical")
                        .setServerConfig("wal_retrieve_retry_interval", "50ms")
                        .setServerConfig("max_connections", "40")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot start PostgreSQL for a region", e);
            }
        }
    }

    List<Side> sides() {
        return List.of(a, b);
    }

    public void pass() {
        sides().forEach(side -> side.round.pass());
    }

    public void cut() {
        toA.cut();
        toB.cut();
    }

    public void mend() {
        toA.mend();
        toB.mend();
    }

    static PeerConnection to(Relay relay) {
        return new PeerConnection(
                "127.0.0.1", relay.port(), "postgres", "postgres", "/etc/berth/peer", PeerConnection.Tls.OFF, null);
    }

    void pairUp() {
        pass();
        a.pairings.pair(b.name, to(toB), ADMIN);
        b.pairings.pair(a.name, to(toA), ADMIN);
        within(SOON, "each hears the other", () -> {
            pass();
            return a.link(b).in() == LinkHealth.Verdict.FLOWING
                    && a.link(b).out() == LinkHealth.Verdict.FLOWING
                    && b.link(a).in() == LinkHealth.Verdict.FLOWING
                    && b.link(a).out() == LinkHealth.Verdict.FLOWING
                    && a.peers.find(b.name).orElseThrow().state() == Peer.State.PAIRED;
        });
    }

    private static TwoRegions paired() {
        var pair = new TwoRegions();
        pair.pairUp();
        return pair;
    }
}
