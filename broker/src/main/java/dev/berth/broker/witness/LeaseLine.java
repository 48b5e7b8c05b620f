package dev.berth.broker.witness;

import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.standby.PeerKey;
import dev.berth.broker.standby.PeerLine;
import dev.berth.broker.standby.SignedLine;
import dev.berth.broker.standby.StandbySettings;
import dev.berth.broker.witness.LeaseTalk.Answer;
import dev.berth.broker.witness.LeaseTalk.Ask;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Asks over TLS. Question and answer have a sum each under the secret of those two places. */
@Component
class LeaseLine implements Voice {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final int OK = 200;

    private final RegionName self;
    private final PeerLine peers;
    private final PeerKey peerKey;
    private final PeerKey witnessKey;
    private final SignedLine toPeers;
    private final SignedLine toWitness;

    LeaseLine(
            JdbcRegions regions,
            PeerLine peers,
            PeerKey peerKey,
            StandbySettings standby,
            WitnessKey witnessKey,
            WitnessSettings settings) {
        this.self = regions.self();
        this.peers = peers;
        this.peerKey = peerKey;
        this.witnessKey = witnessKey.key();
        this.toPeers = new SignedLine(self, peerKey, standby.rootCertificate(), CONNECT);
        this.toWitness = new SignedLine(self, this.witnessKey, settings.rootCertificate(), CONNECT);
    }

    @Override
    public Answer ask(Listener who, Ask ask) throws IOException {
        return switch (who) {
            case Listener.Peer peer ->
                ask(toPeers, peerKey, peers.portal(peer.name()), LeaseTalk.TO_PEER, peer.name(), ask);
            case Listener.Witness witness ->
                ask(toWitness, witnessKey, witness.address(), LeaseTalk.TO_WITNESS, WitnessKey.NAME, ask);
        };
    }

    private Answer ask(SignedLine line, PeerKey key, URI place, String target, RegionName to, Ask ask)
            throws IOException {
        if (!key.isSet()) {
            throw new IOException("This region has no secret to ask with: set berth.standby.key-file for "
                    + "peers and berth.witness.key-file for the witness.");
        }
        SignedLine.Said said = line.say(place, target, to, JSON.writeValueAsBytes(ask), ANSWER);
        if (said.status() != OK) {
            throw new IOException(place + " answers " + said.status() + ": does it have the same secret?");
        }
        if (!key.verify(to, self, PeerKey.answerTo(said.request()), said.body(), said.sum())) {
            throw new IOException(place + " gives an answer whose sum is wrong: does it have the same secret?");
        }
        try {
            return legible(place, JSON.readValue(said.body(), Answer.class));
        } catch (JacksonException e) {
            throw new IOException(place + " gives an answer that is none", e);
        }
    }

    private static Answer legible(URI place, @Nullable Answer answer) throws IOException {
        if (answer == null || !answer.isLegible()) {
            throw new IOException(place + " gives an answer that says nothing.");
        }
        return answer;
    }
}
