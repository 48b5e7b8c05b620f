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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Says something to another place over TLS, with a sum under a shared secret on what is said. */
public final class SignedLine {

    private static final int MOST_ANSWER_BYTES = 4096;
    private static final byte[] NO_BODY = {};
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
     */
    public record Said(int status, String request, String sum, byte[] body) {}

    /** Whether anything may be said there: over TLS, or to this machine itself. */
    public static boolean isSafe(URI address) {
        return "https".equals(address.getScheme())
                || "http".equals(address.getScheme()) && THIS_MACHINE.contains(String.valueOf(address.getHost()));
    }

    /** @throws IOException where nobody answers all of it in time, or more than 4096 bytes */
    public Said say(URI place, String target, RegionName to, byte[] body, Duration limit) throws IOException {
        String sum = key.sign(self, to, target, body);
        HttpRequest request = HttpRequest.newBuilder(place.resolve(target))
                .timeout(limit)
                .header("Content-Type", "application/octet-stream")
                .header("Berth-Region", self.value())
                .header("Berth-Sum", sum)
                .header("Berth-Knock", key.sign(self, to, PeerKey.knockAt(target), NO_BODY))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<byte[]> response = within(limit, request, to);
        return new Said(
                response.statusCode(),
                sum,
                response.headers().firstValue("Berth-Sum").orElse(""),
                response.body());
    }

    /** The request's own limit ends with the answer's head; a body may come byte by byte for ever. */
    private HttpResponse<byte[]> within(Duration limit, HttpRequest request, RegionName to) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(
                request,
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MOST_ANSWER_BYTES));
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while " + to + " was asked at " + request.uri(), e);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException(
                    to + " gave no whole answer at " + request.uri() + " within " + limit.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw new IOException(to + " gives no answer at " + request.uri(), e.getCause());
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
