package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.session.ChannelPolicy;
import dev.berth.broker.session.Redemption;
import dev.berth.broker.session.RemoteDesktop;
import dev.berth.broker.session.TunnelId;
import dev.berth.gateway.guacd.ScriptedGuacd;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

@Timeout(60)
class TunnelServletTest {

    private static final String QUERY = "?width=1280&height=800&dpi=96&timezone=Asia/Seoul&images=image/png";
    private static final String GOOD = "good-ticket";
    private static final SessionId SESSION = new SessionId(UUID.randomUUID());

    @TempDir
    private Path folder;

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Tomcat tomcat = new Tomcat();
    private ScriptedGuacd guacd;
    private Tunnels tunnels;

    @BeforeEach
    void start() throws Exception {
        guacd = new ScriptedGuacd(ScriptedGuacd.ready(ScriptedGuacd.ARGS_1_5, gateway -> {
            gateway.send("4.name,3.a😀b;4.sync,1.1;4.bl");
            gateway.read("key");
            gateway.send("ob,1.9,4.AAAA;10.disconnect;");
            gateway.readToEnd();
        }));
        TunnelLimits limits = new TunnelLimits(Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ZERO);
        tunnels = new Tunnels(
                limits,
                1_000,
                new TunnelMeters(new SimpleMeterRegistry()),
                granted -> new TunnelEvents(
                        end -> events.add("connected"),
                        () -> events.add("first frame"),
                        at -> events.add("input"),
                        blocked -> events.add("blocked"),
                        end -> events.add("ended " + end)),
                Clock.systemUTC());
        TunnelServlet servlet = new TunnelServlet(
                new PortalOrigins(Set.of()),
                (request, ticket) -> ticket.equals(GOOD)
                        ? new Redemption.Granted(
                                SESSION,
                                new TunnelId(UUID.randomUUID()),
                                new RemoteDesktop(
                                        "10.1.2.3",
                                        40_001,
                                        "berth",
                                        "one-time",
                                        Optional.of("xcalc"),
                                        Optional.empty(),
                                        Optional.empty()),
                                new ChannelPolicy(true, true))
                        : new Redemption.Refused("replayed"),
                new TunnelOpening(
                        tunnels,
                        new GatewaySettings(
                                guacd.settings(), limits, DataSize.ofKilobytes(256), "en-us-qwerty", false, Set.of())));
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", folder.toString());
        context.addServletContainerInitializer(new WsSci(), null);
        Tomcat.addServlet(context, "tunnel", servlet).addMapping("/tunnel");
        tomcat.start();
    }

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        guacd.close();
    }

    @Test
    void aTicketFromThePortalsOwnPageOpensATunnel() throws Exception {
        Page page = new Page();
        WebSocket browser = connect(page, own(), GOOD, QUERY);
        assertThat(browser.getSubprotocol()).isEqualTo("guacamole");
        TunnelBed.await(() -> page.text.toString().contains("sync"));
        assertThat(page.text).hasToString("4.size,1.0,4.1280,3.800;4.name,3.a😀b;4.sync,1.1;");
        browser.sendBinary(utf8("3.key,2.65,1.1;"), true).get(5, TimeUnit.SECONDS);
        assertThat(page.closed.get(5, TimeUnit.SECONDS)).isEqualTo(TunnelEnd.GUEST_CLOSED.closeCode());
        TunnelBed.await(() -> events.contains("ended GUEST_CLOSED"));
        assertThat(events).containsExactly("connected", "input", "ended GUEST_CLOSED");
        TunnelBed.await(() -> tunnels.sessions().isEmpty());
        List<String> connect = guacd.received().stream()
                .filter(instruction -> instruction.getFirst().equals("connect"))
                .findFirst()
                .orElseThrow();
        assertThat(connect)
                .containsExactly(
                        "connect",
                        "VERSION_1_5_0",
                        "10.1.2.3",
                        "40001",
                        "",
                        "berth",
                        "one-time",
                        "xcalc",
                        "true",
                        "display-update");
    }

    @Test
    void aForeignOrMissingOriginIsRefused() throws Exception {
        assertRefused(403, "https://evil.example", GOOD, QUERY);
        assertRefused(403, "null", GOOD, QUERY);
        assertRefused(403, own().replace("http:", "https:"), GOOD, QUERY);
        String answer = plain("GET /tunnel" + QUERY + " HTTP/1.1\r\nHost: 127.0.0.1:" + port()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: guacamole, berth.ticket."
                + GOOD
                + "\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 403")
                .contains("application/problem+json")
                .contains("from the portal's own pages only");
        assertThat(events).isEmpty();
    }

    @Test
    void aTicketThatIsNotValidOrMissingIsRefused() {
        assertRefused(403, own(), "replayed-ticket", QUERY);
        assertRefused(403, own(), null, QUERY);
        assertThat(events).isEmpty();
    }

    @Test
    void aDisplayOfNonsenseIsRefusedBeforeTheTicketIsSpent() throws Exception {
        assertRefused(400, own(), GOOD, QUERY.replace("width=1280", "width=9e9"));
        String answer = plain("GET /tunnel?width=1280&height=800&dpi=9999&images=image/png HTTP/1.1\r\nHost: 127.0.0.1:"
                + port() + "\r\nOrigin: " + own() + "\r\nUpgrade: websocket\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400").contains("dpi is 9999; allowed are 48 to 480.");
    }

    @Test
    void aPlainRequestIsToldWhatThisIs() throws Exception {
        String answer = plain("GET /tunnel HTTP/1.1\r\nHost: 127.0.0.1:" + port() + "\r\nOrigin: " + own()
                + "\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 426").contains("WebSocket only");
    }

    @Test
    void aNewerTunnelTakesTheSessionOver() throws Exception {
        Page first = new Page();
        connect(first, own(), GOOD, QUERY);
        TunnelBed.await(() -> first.text.toString().contains("sync"));
        connect(new Page(), own(), GOOD, QUERY);
        assertThat(first.closed.get(5, TimeUnit.SECONDS)).isEqualTo(TunnelEnd.OPENED_ELSEWHERE.closeCode());
    }

    @Test
    void anEndedSessionClosesItsTunnel() throws Exception {
        Page page = new Page();
        connect(page, own(), GOOD, QUERY);
        TunnelBed.await(() -> page.text.toString().contains("sync"));
        tunnels.end(SESSION, TunnelEnd.SESSION_ENDED);
        assertThat(page.closed.get(5, TimeUnit.SECONDS)).isEqualTo(TunnelEnd.SESSION_ENDED.closeCode());
    }

    @Test
    void aBrowserThatVanishesIsReaped() throws Exception {
        Page page = new Page();
        WebSocket browser = connect(page, own(), GOOD, QUERY);
        TunnelBed.await(() -> page.text.toString().contains("sync"));
        browser.abort();
        TunnelBed.await(() -> events.stream().anyMatch(event -> event.startsWith("ended BROWSER_")));
        TunnelBed.await(() -> tunnels.sessions().isEmpty());
    }

    @Test
    void guacdDownClosesWithACodeThatSaysSo() throws Exception {
        guacd.close();
        Page page = new Page();
        connect(page, own(), GOOD, QUERY);
        assertThat(page.closed.get(5, TimeUnit.SECONDS)).isEqualTo(TunnelEnd.GUACD_UNAVAILABLE.closeCode());
        TunnelBed.await(() -> !events.isEmpty());
        assertThat(events).containsExactly("ended GUACD_UNAVAILABLE");
    }

    private WebSocket connect(Page page, String origin, String ticket, String query) {
        WebSocket.Builder builder =
                HttpClient.newHttpClient().newWebSocketBuilder().header("Origin", origin);
        if (ticket == null) {
            builder.subprotocols("guacamole");
        } else {
            builder.subprotocols("guacamole", "berth.ticket." + ticket);
        }
        return builder.buildAsync(URI.create("ws://127.0.0.1:" + port() + "/tunnel" + query), page)
                .join();
    }

    private void assertRefused(int status, String origin, String ticket, String query) {
        assertThatThrownBy(() -> connect(new Page(), origin, ticket, query))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(status));
    }

    private String plain(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private int port() {
        return tomcat.getConnector().getLocalPort();
    }

    private String own() {
        return "http://127.0.0.1:" + port();
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What a page's script sees. */
    private static final class Page implements WebSocket.Listener {

        final StringBuffer text = new StringBuffer();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            text.append(StandardCharsets.UTF_8.decode(data));
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }
    }
}
