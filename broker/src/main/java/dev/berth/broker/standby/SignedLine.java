package dev.berth.broker.standby;

import dev.berth.broker.region.RegionName;
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
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Says something to another place over TLS, with a sum under a shared secret on what is said. */
public final class SignedLine {

    private static final int MOST_ANSWER_BYTES = 4096;
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final RegionName self;
    private final PeerKey key;
    private final HttpClient client;

    /** @param root what vouches for the other place, in PEM; null takes what Java trusts */
    public SignedLine(RegionName self, PeerKey key, @Nullable Path root, Duration connect) {
        this.self = self;
        this.key = key;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(connect)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER);
        if (root != null) {
            builder.sslContext(trusting(root));
        }
        this.client = builder.build();
    }

    /**
     * What was answered.
     *
     * @param request the sum that the request had
     * @param sum that goes with the answer; empty where there is none
     * @param body its first 4096 bytes
     */
    public record Said(int status, String request, String sum, byte[] body) {}

    /** Whether anything may be said there: over TLS, or to this machine itself. */
    public static boolean isSafe(URI address) {
        return "https".equals(address.getScheme())
                || "http".equals(address.getScheme()) && THIS_MACHINE.contains(String.valueOf(address.getHost()));
    }

    /** @throws IOException where nobody answers in time */
    public Said say(URI place, String target, RegionName to, byte[] body, Duration limit) throws IOException {
        String sum = key.sign(self, to, target, body);
        HttpRequest request = HttpRequest.newBuilder(place.resolve(target))
                .timeout(limit)
                .header("Content-Type", "application/octet-stream")
                .header("Berth-Region", self.value())
                .header("Berth-Sum", sum)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                return new Said(
                        response.statusCode(),
                        sum,
                        response.headers().firstValue("Berth-Sum").orElse(""),
                        in.readNBytes(MOST_ANSWER_BYTES));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while " + to + " was asked at " + place, e);
        }
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
                    "Cannot use the root certificate " + root + "; allowed is a file of certificates in PEM.", e);
        }
    }
}
