package dev.berth.broker.standby;

import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionFacts;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.standby.PeerTalk.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The way to a peer's portal: over TLS, with a sum under the shared secret on all that is said. */
@Component
public class PeerLine {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(10);
    private static final int OK = 200;

    private static final long KNOWN_NANOS = Duration.ofSeconds(10).toNanos();

    private final Map<RegionName, Portal> portals = new ConcurrentHashMap<>();
    private final JdbcRegions regions;
    private final PeerKey key;
    private final SignedLine line;

    PeerLine(JdbcRegions regions, PeerKey key, StandbySettings settings) {
        this.regions = regions;
        this.key = key;
        this.line = new SignedLine(regions.self(), key, settings.rootCertificate(), CONNECT);
    }

    public boolean isOpen() {
        return key.isSet();
    }

    Answer say(RegionName peer, String target, Object message) throws IOException {
        return send(peer, target, JSON.writeValueAsBytes(message));
    }

    /** @throws IOException where the peer does not answer, or not as a peer does */
    Answer send(RegionName peer, String target, byte[] body) throws IOException {
        URI address = portal(peer);
        SignedLine.Said said = line.say(address, target, peer, body, ANSWER);
        if (said.status() != OK) {
            throw new IOException("Region " + peer + " answers " + said.status() + " at " + address
                    + ": do both regions have the same berth.standby.key-file?");
        }
        try {
            return legible(peer, JSON.readValue(said.body(), Answer.class));
        } catch (JacksonException e) {
            throw new IOException("Region " + peer + " answers at " + address + " what is no answer", e);
        }
    }

    /** What an answer of its kind has to say, it says. */
    private static Answer legible(RegionName peer, @Nullable Answer answer) throws IOException {
        if (answer == null
                || answer.verdict() == null
                || answer.verdict() == PeerTalk.Verdict.GO_ON && (answer.arrival() == null || answer.offset() < 0)
                || String.valueOf(answer.sentence()).indexOf('\0') >= 0) {
            throw new IOException("Region " + peer + " gives an answer that says nothing.");
        }
        return answer;
    }

    /** Where it is, as it said a moment ago. */
    public URI portal(RegionName peer) throws IOException {
        Portal last = portals.get(peer);
        if (last == null || System.nanoTime() - last.askedNanos() > KNOWN_NANOS) {
            last = new Portal(ask(peer), System.nanoTime());
            portals.put(peer, last);
        }
        return last.address();
    }

    private record Portal(URI address, long askedNanos) {}

    private URI ask(RegionName peer) throws IOException {
        Optional<URI> portal =
                Optional.ofNullable(regions.map().regions().get(peer)).flatMap(RegionFacts::portal);
        URI address = portal.orElseThrow(() ->
                new IOException("Region " + peer + " does not say where its portal is. Set berth.public-url there."));
        if (!SignedLine.isSafe(address)) {
            throw new IOException(
                    "Region " + peer + " has its portal at " + address
                            + ", without TLS; volumes are sent over TLS alone. Set berth.public-url there to an https address.");
        }
        return address;
    }
}
