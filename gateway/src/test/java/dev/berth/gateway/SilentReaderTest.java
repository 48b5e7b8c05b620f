package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.gateway.guacd.ScriptedGuacd;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** A browser that opens a session through the real WebSocket and then reads nothing, while guacd draws all it can. */
@Timeout(60)
class SilentReaderTest {

    private static final long MUCH = 300_000_000;

    /** What the socket buffers of two connections over loopback hold, twice over. */
    private static final long WHAT_SOCKETS_HOLD = 32_000_000;

    private static final TunnelLimits LIMITS =
            new TunnelLimits(Duration.ofMillis(200), Duration.ofSeconds(3), Duration.ofSeconds(10));

    @TempDir
    private Path folder;

    private final List<TunnelEnd> ends = new CopyOnWriteArrayList<>();
    private final AtomicLong drawn = new AtomicLong();

    @Test
    void guacdIsHeldBackInsteadOfKeptInMemoryAndTheSessionIsReaped() throws Exception {
        byte[] frame = "4.copy,2.-1,1.0,1.0,2.64,2.64,2.14,1.0,3.128,2.64;"
                .repeat(2_000)
                .getBytes(StandardCharsets.US_ASCII);
        try (ScriptedGuacd guacd = new ScriptedGuacd(ScriptedGuacd.ready(ScriptedGuacd.ARGS_1_5, gateway -> {
                    while (drawn.get() < MUCH) {
                        gateway.send(frame);
                        drawn.addAndGet(frame.length);
                    }
                }));
                TunnelTomcat tomcat = TunnelTomcat.start(folder, servlet(guacd));
                Socket browser = open(tomcat.port())) {
            TunnelBed.await(() -> !ends.isEmpty());
            assertThat(ends).containsExactly(TunnelEnd.BROWSER_LOST);
            assertThat(drawn.get()).isPositive().isLessThan(WHAT_SOCKETS_HOLD);
            assertThat(browser.isConnected()).isTrue();
        }
    }

    private TunnelServlet servlet(ScriptedGuacd guacd) {
        return TunnelTomcat.anyTicket(
                new GatewaySettings(
                        guacd.settings(), LIMITS, DataSize.ofKilobytes(256), "en-us-qwerty", false, Set.of()),
                ends::add);
    }

    /** Takes the answer to its request and nothing behind it. */
    private static Socket open(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.getOutputStream()
                .write(
                        ("GET /tunnel?width=1280&height=800&dpi=96&timezone=Asia/Seoul&images=image/png HTTP/1.1\r\nHost: "
                                        + "127.0.0.1:" + port + "\r\nOrigin: http://127.0.0.1:" + port
                                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                        + "Sec-WebSocket-Protocol: guacamole, berth.ticket.good\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
        InputStream answer = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) answer.read());
        }
        assertThat(head).startsWith("HTTP/1.1 101");
        return socket;
    }
}
