package dev.berth.broker.standby;

import dev.berth.broker.region.JdbcPeers;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.Peer;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.standby.PeerTalk.Answer;
import dev.berth.broker.standby.PeerTalk.Begin;
import dev.berth.broker.standby.PeerTalk.End;
import dev.berth.broker.standby.PeerTalk.Verdict;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where peers bring points. Only a region that this one is paired with and that knows the shared secret is answered;
 * whatever it says is bounded and looked at before anything is done.
 */
@Component
public class PointDoor {

    private static final Logger LOG = LoggerFactory.getLogger(PointDoor.class);
    private static final int MOST_MESSAGE_BYTES = 4096;
    private static final String ID = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})";
    private static final Pattern PIECE = Pattern.compile("/peer/points/" + ID + "\\?offset=(0|[1-9][0-9]{0,15})");
    private static final Pattern END = Pattern.compile("/peer/points/" + ID + "/end");

    /** Strict: what is unknown, doubled or of another type is no message. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final PeerKey key;
    private final JdbcPeers peers;
    private final JdbcRegions regions;
    private final Receiving receiving;

    PointDoor(PeerKey key, JdbcPeers peers, JdbcRegions regions, Receiving receiving) {
        this.key = key;
        this.peers = peers;
        this.regions = regions;
        this.receiving = receiving;
    }

    /**
     * What a peer asks.
     *
     * @param from the region that it says it is
     * @param target the path, with its query
     * @param sum that goes with it, as it says
     */
    public record Asked(String from, String target, String sum, byte[] body) {}

    /** Empty for whoever is no peer, or cannot show that they are. */
    public Optional<Answer> answer(Asked asked) {
        return peer(asked).map(peer -> {
            try {
                return answer(peer, asked);
            } catch (JacksonException | IllegalArgumentException e) {
                LOG.info("Region {} sent a message that is none.", peer, e);
                return Answer.of(Verdict.REFUSED, "The message is none that is known here.");
            } catch (UncheckedIOException e) {
                LOG.warn("What region {} sends cannot be kept.", peer, e);
                return Answer.of(Verdict.LATER, "It cannot be kept here just now.");
            }
        });
    }

    /**
     * Whether a request's head shows that it comes from whoever has the secret, before its body is read.
     *
     * @param knock that goes with it, as it says
     */
    public boolean isKnown(String from, String target, String knock) {
        try {
            return key.verify(new RegionName(from), regions.self(), PeerKey.knockAt(target), new byte[0], knock);
        } catch (IllegalArgumentException e) {
            LOG.debug("Somebody who is no region knocks.", e);
            return false;
        }
    }

    private Optional<RegionName> peer(Asked asked) {
        try {
            var from = new RegionName(asked.from());
            if (!key.verify(from, regions.self(), asked.target(), asked.body(), asked.sum())) {
                return Optional.empty();
            }
            return peers.find(from)
                    .filter(peer -> peer.state() == Peer.State.PAIRED)
                    .map(Peer::name);
        } catch (IllegalArgumentException e) {
            LOG.debug("Somebody who is no region asked for {}.", asked.target().length(), e);
            return Optional.empty();
        }
    }

    private Answer answer(RegionName peer, Asked asked) {
        Matcher piece = PIECE.matcher(asked.target());
        if (piece.matches()) {
            return asked.body().length > PeerTalk.MOST_BYTES
                    ? Answer.of(Verdict.REFUSED, "A piece has at most " + PeerTalk.MOST_BYTES + " bytes.")
                    : receiving.piece(
                            peer, UUID.fromString(piece.group(1)), Long.parseLong(piece.group(2)), asked.body());
        }
        if (asked.body().length > MOST_MESSAGE_BYTES) {
            return Answer.of(Verdict.REFUSED, "A message has at most " + MOST_MESSAGE_BYTES + " bytes.");
        }
        if (asked.target().equals(PeerTalk.BEGIN)) {
            return receiving.begin(peer, JSON.readValue(asked.body(), Begin.class));
        }
        Matcher end = END.matcher(asked.target());
        return end.matches()
                ? receiving.end(peer, UUID.fromString(end.group(1)), JSON.readValue(asked.body(), End.class))
                : Answer.of(Verdict.REFUSED, "There is nothing of that name here.");
    }
}
