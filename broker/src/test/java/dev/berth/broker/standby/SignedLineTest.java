package dev.berth.broker.standby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.berth.broker.region.RegionName;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Places that answer slowly, or without end. */
class SignedLineTest {

    private static final RegionName BUSAN = new RegionName("busan");
    private static final Duration LIMIT = Duration.ofMillis(800);

    @TempDir
    Path folder;

    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private SignedLine line;

    @BeforeEach
    void begin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        Path key = Files.write(folder.resolve("peer.key"), new byte[64]);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        line = new SignedLine(new RegionName("seoul"), new PeerKey(key, "the test's"), null, LIMIT);
    }

    @AfterEach
    void end() {
        over.countDown();
        server.stop(0);
    }

    @Test
    @Timeout(30)
    void anAnswerThatTricklesIsGivenUpInTime() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 4_000);
            OutputStream out = exchange.getResponseBody();
            try {
                do {
                    out.write('x');
                    out.flush();
                } while (!over.await(100, TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThatThrownBy(this::say).isInstanceOf(IOException.class).hasMessageContaining("no whole answer");
    }

    @Test
    @Timeout(30)
    void anAnswerThatIsTooLongIsNone() throws IOException {
        server.createContext("/", exchange -> {
            byte[] body = "x"
                    .repeat(exchange.getRequestURI().getPath().length() > 6 ? 1_000_000 : 10)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        assertThat(line.say(place(), "/short", BUSAN, new byte[1], LIMIT.multipliedBy(10))
                        .body())
                .hasSize(10);
        assertThatThrownBy(() -> line.say(place(), "/far-too-long", BUSAN, new byte[1], LIMIT.multipliedBy(10)))
                .isInstanceOf(IOException.class);
    }

    private SignedLine.Said say() throws IOException {
        return line.say(place(), "/peer/lease", BUSAN, new byte[1], LIMIT);
    }

    private URI place() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }
}
