package dev.berth.broker.standby;

import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionFacts;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.standby.PeerTalk.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The way to a peer's portal: over TLS, with a sum under the shared secret on all that is said. */
@Component
class PeerLine {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(10);
    private static final int MOST_ANSWER_BYTES = 4096;
    private static final int OK = 200;
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final long KNOWN_NANOS = Duration.ofSeconds(10).toNanos();

    private final Map<RegionName, Portal> portals = new ConcurrentHashMap<>();
    private final JdbcRegions regions;
    private final PeerKey key;
    private final HttpClient client;

    PeerLine(JdbcRegions regions, PeerKey key, StandbySettings settings) {
        this.regions = regions;
        this.key = key;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER);
        Path root = settings.rootCertificate();
        if (root != null) {
            builder.sslContext(trusting(root));
        }
        this.client = builder.build();
    }

    boolean isOpen() {
        return key.isSet();
    }

    Answer say(RegionName peer, String target, Object message) throws IOException {
        return send(peer, target, JSON.writeValueAsBytes(message));
    }

    /** @throws IOException where the peer does not answer, or not as a peer does */
    Answer send(RegionName peer, String target, byte[] body) throws IOException {
        URI address = portal(peer).resolve(target);
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(ANSWER)
                .header("Content-Type", "application/octet-stream")
                .header("Berth-Region", regions.self().value())
                .header("Berth-Sum", key.sign(regions.self(), peer, target, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                byte[] answer = in.readNBytes(MOST_ANSWER_BYTES);
                if (response.statusCode() != OK) {
                    throw new IOException("Region " + peer + " answers " + response.statusCode() + " at " + address
                            + ": do both regions have the same berth.standby.key-file?");
                }
                return legible(peer, JSON.readValue(answer, Answer.class));
            }
        } catch (JacksonException e) {
            throw new IOException("Region " + peer + " answers at " + address + " what is no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while region " + peer + " was asked", e);
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
    private URI portal(RegionName peer) throws IOException {
        Portal last = portals.get(peer);
        if (last == null || System.nanoTime() - last.askedNanos() > KNOWN_NANOS) {
            last = new Portal(ask(peer), System.nanoTime());
            portals.put(peer, last);
        }
        return last.address();
    }

    private record Portal(URI address, long askedNanos) {}

    /** A portal without TLS is one of this machine's own. */
    private URI ask(RegionName peer) throws IOException {
        Optional<URI> portal =
                Optional.ofNullable(regions.map().regions().get(peer)).flatMap(RegionFacts::portal);
        URI address = portal.orElseThrow(() ->
                new IOException("Region " + peer + " does not say where its portal is. Set berth.public-url there."));
        boolean safe = "https".equals(address.getScheme())
                || "http".equals(address.getScheme()) && THIS_MACHINE.contains(String.valueOf(address.getHost()));
        if (!safe) {
            throw new IOException(
                    "Region " + peer + " has its portal at " + address
                            + ", without TLS; volumes are sent over TLS alone. Set berth.public-url there to an https address.");
        }
        return address;
    }

    private static SSLContext trusting(Path root) {
        try (InputStream in = Files.newInputStream(root)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, (char @Nullable []) null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("root-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "Cannot use berth.standby.root-certificate " + root + "; allowed is a file of certificates in PEM.",
                    e);
        }
    }
}
