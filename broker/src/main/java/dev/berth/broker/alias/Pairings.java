package dev.berth.broker.alias;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.region.JdbcPeers;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.Peer;
import dev.berth.broker.region.PeerConnection;
import dev.berth.broker.region.RegionName;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Which regions this one is paired with. A round makes and ends the subscriptions. */
@Component
public class Pairings {

    private final JdbcPeers peers;
    private final JdbcRegions regions;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transactions;

    public Pairings(
            JdbcPeers peers,
            JdbcRegions regions,
            AuditLog audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.peers = peers;
        this.regions = regions;
        this.audit = audit;
        this.clock = clock;
        this.transactions = new TransactionTemplate(transactions);
    }

    /** Begins to copy the peer's rows. The peer does the same for this region's, by its own admin. */
    public Peer pair(RegionName name, PeerConnection connection, Actor actor) {
        if (name.equals(regions.self())) {
            throw new ChangeRefusedException(
                    "Cannot pair with region " + name + ": that is this region itself. Name the other one.");
        }
        return transactions.execute(status -> {
            var peer = new Peer(name, connection, Peer.State.PAIRING, Optional.empty(), 1, clock.instant());
            if (!peers.insert(peer)) {
                throw new ChangeRefusedException("Cannot pair with region " + name
                        + ": it is a peer already. To change how it is reached, part from it first.");
            }
            record(actor, "region.pair", name, "Paired with region " + name, connection.toString());
            return peer;
        });
    }

    /**
     * Ends copying and forgets what was copied. Refused while an alias names the peer: without its claims this region
     * would take its people for its own.
     *
     * @param typedName the peer's name, typed: this cannot be meant for another
     */
    public void part(RegionName name, String typedName, Actor actor) {
        Peer peer = peers.find(name).orElseThrow(() -> new NotFoundException("peer", name));
        if (!typedName.strip().equals(name.value())) {
            throw new ChangeRefusedException("Cannot part from region " + name + ": name is '" + typedName + "'; type "
                    + name + " to say that you mean it.");
        }
        regions.map().aliases().stream()
                .filter(alias -> alias.regions().contains(name))
                .findFirst()
                .ifPresent(alias -> {
                    throw new ChangeRefusedException("Cannot part from region " + name + ": the alias " + alias.name()
                            + " names it. Take it out of the alias first, in region " + alias.home() + ".");
                });
        transactions.executeWithoutResult(status -> {
            if (!peers.move(name, peer.state(), Peer.State.LEAVING)) {
                throw new ChangeRefusedException(
                        "Cannot part from region " + name + ": it is changing at this moment. Try again.");
            }
            record(
                    actor,
                    "region.part",
                    name,
                    "Parted from region " + name,
                    peer.connection().toString());
        });
    }

    private void record(Actor actor, String action, RegionName name, String sentence, String connection) {
        audit.record(AuditEntry.of(actor, action, "region", name, Outcome.DONE, sentence + ".")
                .changing(null, Map.of("connection", connection)));
    }
}
