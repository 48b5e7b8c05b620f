package dev.berth.broker.witness;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.alias.TwoRegions.ADMIN;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.berth.broker.alias.Failover;
import dev.berth.broker.alias.TwoRegions;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.contract.SchemaContract;
import dev.berth.broker.region.AliasState;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.DatabaseLock;
import dev.berth.broker.region.JdbcLeases;
import dev.berth.broker.region.JdbcPeers;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.region.RegionSettings;
import dev.berth.broker.region.Stance;
import dev.berth.broker.signal.ThisNode;
import dev.berth.broker.standby.PeerKey;
import dev.berth.broker.witness.LeaseTalk.Answer;
import dev.berth.broker.witness.LeaseTalk.Ask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two regions on PostgreSQL servers of their own, and a witness with a database of its own: each with a door, and lines
 * between them that fall, also after the question has arrived. Time is moved in their databases, in each at its own pace.
 */
final class LeasedRegions implements AutoCloseable {

    static final String WITNESS = "https://witness.example.com";
    private static final JsonMapper JSON = JsonMapper.shared();

    final TwoRegions regions = TwoRegions.pair();
    final Path keys;
    final Set<String> cut = new HashSet<>();
    final Set<String> deaf = new HashSet<>();
    final Place w;
    final Place a;
    final Place b;
    final ConnectionAlias alias;
    private boolean replicates = true;

    LeasedRegions(Path folder) throws IOException {
        keys = folder.resolve("leases.key");
        Files.write(keys, new byte[64]);
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
        w = new Place(witness(), new RegionName("region-w"), null);
        a = new Place(regions.a.server.getPostgresDatabase(), regions.a.name, regions.a);
        b = new Place(regions.b.server.getPostgresDatabase(), regions.b.name, regions.b);
        ConnectionAlias bare = regions.a.aliases.create("w" + UUID.randomUUID() + ".example.com", ADMIN);
        alias = regions.a.aliases.associate(bare.id(), 1, List.of(a.name, b.name), ADMIN);
        within(TwoRegions.SOON, "both serve the alias", () -> {
            regions.pass();
            return List.of(a, b).stream()
                    .allMatch(place -> place.regions.map().own().isPresent()
                            && RegionPlanner.standing(place.regions.map(), alias)
                                            .state()
                                    == AliasState.ASSOCIATED);
        });
        a.look();
        b.look();
    }

    private DataSource witness() {
        DataSource database = regions.a.server.getDatabase("postgres", "witness");
        JdbcClient jdbc = JdbcClient.create(regions.a.server.getPostgresDatabase());
        if (jdbc.sql("select datname from pg_database where datname = 'witness'")
                .query(String.class)
                .list()
                .isEmpty()) {
            jdbc.sql("create database witness").update();
            Flyway.configure().dataSource(database).load().migrate();
        }
        return database;
    }

    /** What a node of a place has. */
    final class Place implements AutoCloseable {
        final RegionName name;
        final HikariDataSource database;
        final JdbcClient jdbc;
        final JdbcRegions regions;
        final JdbcWatches watches;
        final JdbcLeases leases;
        final JdbcGrants grants;
        final LeaseDoor door;
        final Watches admin;
        final WatchStanding standing;
        final LeaseRound round;
        final PeerKey peerKey = new PeerKey(keys, "the test's");
        final WitnessKey witnessKey = new WitnessKey(new WitnessSettings(keys, null, List.of()));

        /** Its machines are without power: it answers nobody, and serves nobody. */
        boolean dead;

        /** Its scheduler hangs: what was opened goes on. */
        boolean hung;

        /** How much longer a second takes here than it should. */
        double pace = 1;

        int losing;
        private RegionMap seen;

        private Place(DataSource source, RegionName name, TwoRegions.@Nullable Side side) {
            this.name = name;
            var config = new HikariConfig();
            config.setDataSource(source);
            config.setMaximumPoolSize(6);
            database = new HikariDataSource(config);
            jdbc = JdbcClient.create(database);
            var settings = new RegionSettings(name.value());
            var transactions = new JdbcTransactionManager(database);
            regions = new JdbcRegions(jdbc, settings);
            seen = regions.map();
            watches = new JdbcWatches(jdbc);
            leases = new JdbcLeases(jdbc);
            grants = new JdbcGrants(jdbc, transactions, settings);
            door = new LeaseDoor(
                    new LeaseDoor.Keys(peerKey, witnessKey, new JdbcPeers(jdbc)), regions, watches, grants);
            var asking = new Asking(watches, (who, ask) -> say(this, who, ask));
            Failover failover = side == null ? LeasedRegions.this.regions.a.failover : side.failover;
            var takingOver = new TakingOver(watches, grants, asking, (from, gone) -> losing, failover);
            standing = new WatchStanding(regions, watches, leases, grants, takingOver);
            admin = new Watches(
                    regions,
                    new Watches.Rows(watches, leases, grants),
                    asking,
                    new Watches.Secrets(peerKey, witnessKey),
                    new Watches.Log(new AuditLog(jdbc, Clock.systemUTC()), Clock.systemUTC(), transactions));
            round = new LeaseRound(
                    regions,
                    watches,
                    new LeaseRound.Steps(
                            new LeaseKeeping(leases, watches, asking), takingOver, new DatabaseLock(database)),
                    new SchemaContract(jdbc),
                    new ThisNode(Set.of("SCHEDULER"), name.value()));
        }

        /** What it sees is what it did after its latest round. */
        void look() {
            seen = regions.map();
        }

        boolean serves() {
            return !dead && RegionPlanner.stance(seen, Optional.empty()) instanceof Stance.Serves;
        }

        boolean leased() {
            return leases.find(alias.id()).filter(lease -> !lease.over()).isPresent();
        }

        long epoch() {
            return RegionPlanner.standing(seen, alias).epoch();
        }

        /** Whether what it sees last is that a region took over without anybody's click. */
        boolean tookOver() {
            return RegionPlanner.leading(seen, alias)
                    .filter(claim -> claim.reason().startsWith("By itself"))
                    .isPresent();
        }

        void pass() {
            if (!dead && !hung) {
                round.keepNow();
            }
        }

        void on() {
            admin.on(alias.id(), WITNESS, 0, ADMIN);
        }

        /** So much time passes here, by its own clock. */
        void age(Duration time) {
            jdbc.sql("""
                            with g as (update lease_grant set granted_at = granted_at - make_interval(secs => :secs)),
                                 c as (update watch_contact
                                          set answered_at = answered_at - make_interval(secs => :secs),
                                              renewed_at = renewed_at - make_interval(secs => :secs))
                            update alias_lease set valid_until = valid_until - make_interval(secs => :secs)
                            """).param("secs", time.toMillis() / 1000.0).update();
        }

        @Override
        public void close() {
            for (String table : List.of("alias_watch", "alias_lease", "watch_contact", "lease_grant", "lease_asker")) {
                jdbc.sql("delete from " + table).update();
            }
            database.close();
        }
    }

    /** Time passes everywhere. */
    void pass(Duration time) {
        for (Place place : List.of(a, b, w)) {
            place.age(Duration.ofMillis((long) (time.toMillis() * place.pace)));
        }
    }

    void round() {
        a.pass();
        b.pass();
    }

    static String line(RegionName one, RegionName other) {
        return one.compareTo(other) < 0 ? one + "|" + other : other + "|" + one;
    }

    /** Rows flow where the line and both regions do. */
    void replicate() {
        boolean flows = !cut.contains(line(a.name, b.name)) && !a.dead && !b.dead;
        if (flows != replicates) {
            replicates = flows;
            if (flows) {
                regions.mend();
            } else {
                regions.cut();
            }
        }
    }

    private Answer say(Place from, Listener who, Ask ask) throws IOException {
        Place to = who instanceof Listener.Peer peer ? (peer.name().equals(a.name) ? a : b) : w;
        String line = line(from.name, to.name);
        if (cut.contains(line) || to.dead || to.hung) {
            throw new IOException("The line " + line + " is down.");
        }
        boolean asWitness = who instanceof Listener.Witness;
        PeerKey key = asWitness ? from.witnessKey.key() : from.peerKey;
        RegionName called = asWitness ? WitnessKey.NAME : to.name;
        String target = asWitness ? LeaseTalk.TO_WITNESS : LeaseTalk.TO_PEER;
        byte[] body = JSON.writeValueAsBytes(ask);
        String sum = key.sign(from.name, called, target, body);
        Optional<LeaseDoor.Answered> answered =
                to.door.answer(new LeaseDoor.Asked(from.name.value(), target, sum, body));
        if (deaf.contains(line)) {
            throw new IOException("The line " + line + " fell before the answer came.");
        }
        LeaseDoor.Answered said = answered.orElseThrow(() -> new IOException(to.name + " knows nobody like that."));
        if (!key.verify(called, from.name, PeerKey.answerTo(sum), said.body(), said.sum())) {
            throw new IOException("The answer's sum is wrong.");
        }
        return JSON.readValue(said.body(), Answer.class);
    }

    @Override
    public void close() {
        cut.clear();
        a.dead = false;
        b.dead = false;
        regions.mend();
        a.close();
        b.close();
        w.close();
        ConnectionAlias now = regions.a.regions.map().alias(alias.id()).orElseThrow();
        ConnectionAlias none = regions.a.aliases.associate(alias.id(), now.revision(), List.of(), ADMIN);
        regions.a.aliases.delete(alias.id(), none.revision(), ADMIN);
        within(TwoRegions.SOON, "nobody serves it", () -> {
            regions.pass();
            return regions.b.regions.map().acceptances().isEmpty();
        });
    }
}
