package dev.berth.broker.region;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Takes the next step towards each peer; a peer that fails keeps no other from its step. */
@Component
public class PeerWork {

    private static final Logger LOG = LoggerFactory.getLogger(PeerWork.class);

    private static final long FOLLOW_NANOS = Duration.ofMinutes(1).toNanos();

    private final JdbcPeers peers;
    private final Replication replication;
    private final Map<RegionName, Long> followed = new ConcurrentHashMap<>();
    private final DatabaseLock lock;
    private final AtomicReference<@Nullable String> said = new AtomicReference<>();

    public PeerWork(JdbcPeers peers, Replication replication, DatabaseLock lock) {
        this.peers = peers;
        this.replication = replication;
        this.lock = lock;
    }

    /** Makes this region's rows ready to be copied. A region without peers goes on where that is refused, and says so. */
    public void publish() {
        try {
            replication.publish();
            said.set(null);
        } catch (DataAccessException e) {
            String sentence = "Peers cannot copy this region's rows: the publication 'berth' cannot be made ("
                    + reason(e) + "). Its user needs the right to create in its own database.";
            if (!sentence.equals(said.getAndSet(sentence))) {
                LOG.warn("{}", sentence, e);
            }
        }
    }

    /** Pairs or parts as far as that can be done now. Nothing where another node is at the same peer. */
    public void on(Peer peer) {
        try {
            // Two nodes that pair at once would each leave a slot in the peer, and the one that comes later would
            // delete what
            // the other's has copied.
            lock.alone("peer", peer.name().value(), () -> {
                step(peer);
                return true;
            });
        } catch (DataAccessException e) {
            LOG.warn("Region {} is left until the database answers; the next round tries again.", peer.name(), e);
        }
    }

    private void step(Peer peer) {
        try {
            switch (peer.state()) {
                case PAIRING -> {
                    replication.subscribe(peer);
                    peers.move(peer.name(), Peer.State.PAIRING, Peer.State.PAIRED);
                }
                case PAIRED -> {
                    replication.tidySlots(peer.name());
                    followWhenDue(peer);
                }
                case LEAVING -> {
                    replication.part(peer);
                    peers.remove(peer.name());
                }
            }
        } catch (DataAccessException e) {
            String verb = peer.state() == Peer.State.LEAVING ? "part from" : "pair with";
            LOG.warn("Cannot {} region {}; the next round tries again.", verb, peer.name(), e);
            peers.failed(
                    peer.name(),
                    "Cannot " + verb + " region " + peer.name() + ": " + reason(e) + ". The next round tries again.");
        }
    }

    /** Asks once a minute whether a newer version of the peer publishes more. */
    private void followWhenDue(Peer peer) {
        long now = System.nanoTime();
        Long last = followed.get(peer.name());
        if (last == null || now - last > FOLLOW_NANOS) {
            followed.put(peer.name(), now);
            replication.follow(peer);
        }
    }

    private static String reason(DataAccessException e) {
        String message = String.valueOf(e.getMostSpecificCause().getMessage());
        return message.lines().findFirst().orElse(message).replaceFirst("^ERROR: ", "");
    }
}
