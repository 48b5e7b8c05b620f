package dev.berth.broker.apt;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.springframework.util.unit.DataSize;

/** A small repository of Debian packages, served over HTTP on this machine. */
public final class TestMirror implements AutoCloseable {

    /** What a busy machine may take to answer itself. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    private static final String INDEX = "main/binary-amd64/Packages";
    private static final String RELEASE = "/debian/dists/stable/";

    public final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, String> elsewhere = new ConcurrentHashMap<>();

    public TestMirror() {
        this("127.0.0.1", 0);
    }

    /**
     * @param address of this machine's loopback
     * @param port 0 for one that is free
     */
    TestMirror(String address, int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(address), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /** Mirrors that may be on this machine. */
    public static AptMirrors onThisMachine(Clock clock) {
        return onThisMachine(clock, LIMIT);
    }

    /** @param limit for a mirror's answer */
    static AptMirrors onThisMachine(Clock clock, Duration limit) {
        return new AptMirrors(
                new MirrorLine(limit, new Leads(address -> Reach.PUBLIC, SystemDefaultDnsResolver.INSTANCE)),
                new AptSettings(limit, DataSize.ofMegabytes(1), DataSize.ofMegabytes(4)),
                clock);
    }

    /** As a guest says it. */
    public String line() {
        return line(address());
    }

    /** As a guest says it that knows it by another address. */
    static String line(String address) {
        return address + RELEASE + INDEX + "\t" + INDEX + "\n";
    }

    /** Offers these versions from now on. */
    public void offers(Map<String, String> packages) {
        var text = new StringBuilder();
        new TreeMap<>(packages)
                .forEach((name, version) ->
                        text.append("Package: %s\nArchitecture: amd64\nVersion: %s\nDescription: %s\n\n"
                                .formatted(name, version, "x".repeat(600))));
        byte[] compressed = compressed(text.toString().getBytes(StandardCharsets.UTF_8));
        lay(INDEX + ".gz", compressed);
        release(INDEX + ".gz", compressed, compressed.length, "");
    }

    /** What is served below the release's folder. */
    void lay(String path, byte[] content) {
        files.put(RELEASE + path, content);
    }

    byte[] laid(String path) {
        return Objects.requireNonNull(files.get(RELEASE + path));
    }

    /** A Release file that names the sum of this content. */
    void release(String path, byte[] content, long bytes, String more) {
        lay("InRelease", """
                -----BEGIN PGP SIGNED MESSAGE-----
                Hash: SHA256

                Origin: Test
                Suite: stable
                %sSHA256:
                 %s %d %s
                -----BEGIN PGP SIGNATURE-----

                iQIz
                -----END PGP SIGNATURE-----
                """.formatted(more, sha256(content), bytes, path).getBytes(StandardCharsets.UTF_8));
    }

    void leads(String path, String target) {
        elsewhere.put(RELEASE + path, target);
    }

    int port() {
        return server.getAddress().getPort();
    }

    String address() {
        return address(server.getAddress().getHostString());
    }

    /** By another name. */
    String address(String name) {
        return "http://" + name + ":" + port();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] content = files.get(path);
            if (elsewhere.containsKey(path)) {
                exchange.getResponseHeaders().add("Location", elsewhere.get(path));
                exchange.sendResponseHeaders(302, -1);
            } else if (content == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().write(content);
            }
        }
    }

    static byte[] compressed(byte[] content) {
        var into = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(into)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return into.toByteArray();
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
