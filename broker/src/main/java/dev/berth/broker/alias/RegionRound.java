package dev.berth.broker.alias;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.contract.SchemaContract;
import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.JdbcPeers;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.Peer;
import dev.berth.broker.region.PeerWork;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionNews;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.region.SetUp;
import dev.berth.broker.signal.ThisNode;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Keeps this region in touch with its peers: pairs and parts, says which alias it serves, tells and hears news. */
@Component
public class RegionRound {

    private final JdbcRegions regions;
    private final JdbcPeers peers;
    private final PeerWork work;
    private final RegionNews news;
    private final SetUp setUp;
    private final AuditLog audit;
    private final Clock clock;
    private final SchemaContract contract;
    private final TransactionTemplate transactions;
    private final boolean schedules;

    RegionRound(
            JdbcRegions regions,
            JdbcPeers peers,
            PeerWork work,
            RegionNews news,
            SetUp setUp,
            AuditLog audit,
            Clock clock,
            SchemaContract contract,
            PlatformTransactionManager transactions,
            ThisNode node) {
        this.regions = regions;
        this.peers = peers;
        this.work = work;
        this.news = news;
        this.setUp = setUp;
        this.audit = audit;
        this.clock = clock;
        this.contract = contract;
        this.transactions = new TransactionTemplate(transactions);
        this.schedules = node.roles().contains("SCHEDULER");
    }

    @Scheduled(fixedDelayString = "5s")
    void keepInTouch() {
        if (schedules) {
            contract.during(this::pass);
        }
    }

    @Scheduled(initialDelayString = "15s", fixedDelayString = "30s")
    void tell() {
        if (schedules && !peers.list().isEmpty()) {
            contract.during(this::tellNow);
        }
    }

    /** What takes longer to find out, and changes less often. */
    void tellNow() {
        news.tellResidents();
        setUp.tell();
    }

    /** Survives being repeated, and being cut off anywhere. */
    public void pass() {
        news.introduce();
        news.beat();
        work.publish();
        for (Peer peer : peers.list()) {
            work.on(peer);
        }
        news.hear();
        accept();
    }

    /** What the admin of an alias asked of this region. */
    private void accept() {
        RegionMap map = regions.map();
        AliasId said = map.acceptances().get(map.self());
        Optional<ConnectionAlias> wanted = RegionPlanner.accepts(map);
        AliasId serves = wanted.map(ConnectionAlias::id).orElse(null);
        if (!Objects.equals(said, serves)) {
            transactions.executeWithoutResult(status -> {
                regions.accept(serves, clock.instant());
                String sentence = wanted.map(
                                alias -> "Serves alias " + alias.name() + ", as region " + alias.home() + " asked.")
                        .orElse("Serves no alias any more.");
                audit.record(AuditEntry.of(
                        new Actor.Berth(),
                        "alias.accept",
                        "alias",
                        serves != null ? serves : Objects.requireNonNull(said),
                        Outcome.DONE,
                        sentence));
            });
        }
    }
}
