package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.session.ChannelPolicy;
import dev.berth.gateway.guacd.BrowserDisplay;
import dev.berth.gateway.guacd.GuacdConnection;
import dev.berth.gateway.guacd.GuacdSettings;
import dev.berth.gateway.guacd.Order;
import dev.berth.gateway.guacd.ScriptedGuacd;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** One tunnel between a remembering browser and a scripted guacd. */
final class TunnelBed implements AutoCloseable {

    interface Condition {
        boolean holds() throws Exception;
    }

    static final TunnelLimits LIMITS =
            new TunnelLimits(Duration.ofMillis(50), Duration.ofMillis(600), Duration.ofSeconds(10));

    /** What a tunnel begins with. */
    static final List<String> SIZE = List.of("size", "0", "1024", "768");

    final RememberingBrowser browser = new RememberingBrowser();
    final ScriptedGuacd guacd;
    final List<String> events = new CopyOnWriteArrayList<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Tunnel tunnel;
    private final Thread thread;

    TunnelBed(ScriptedGuacd.Script afterReady) throws Exception {
        this(new ChannelPolicy(true, true), afterReady);
    }

    TunnelBed(ChannelPolicy policy, ScriptedGuacd.Script afterReady) throws Exception {
        this(policy, ScriptedGuacd.ARGS_1_5, Map.of(), afterReady);
    }

    TunnelBed(ChannelPolicy policy, String args, Map<String, String> pins, ScriptedGuacd.Script afterReady)
            throws Exception {
        guacd = new ScriptedGuacd(ScriptedGuacd.ready(args, afterReady));
        TunnelEvents told = new TunnelEvents(
                end -> events.add("connected"),
                () -> events.add("first frame"),
                (Instant at) -> events.add("input"),
                blocked -> events.add("blocked " + blocked.path() + " " + blocked.why()),
                end -> events.add("ended " + end));
        tunnel = new Tunnel(
                new SessionId(UUID.randomUUID()),
                browser,
                new TunnelTerms(policy, 1_000, LIMITS, new TunnelMeters(meters), told),
                Clock.systemUTC());
        GuacdSettings settings = guacd.settings();
        BrowserDisplay display = new BrowserDisplay(1024, 768, 96, Optional.empty(), List.of("image/png"));
        thread = Thread.ofVirtual()
                .start(() -> tunnel.run(() ->
                        GuacdConnection.open(settings, "rdp", new Order(Map.of(), pins, Set.of("hostname")), display)));
        await(tunnel::takesMessages);
    }

    void browserSends(String text) {
        browserSends(text.getBytes(StandardCharsets.UTF_8));
    }

    void browserSends(byte[] bytes) {
        tunnel.receive(ByteBuffer.wrap(bytes));
    }

    TunnelEnd awaitEnd() throws Exception {
        await(() -> events.stream().anyMatch(event -> event.startsWith("ended")));
        assertThat(thread.join(Duration.ofSeconds(5)))
                .as("the tunnel's thread has ended")
                .isTrue();
        return browser.closedWith.get();
    }

    double dropped(String to) {
        return meters.get("berth.gateway.dropped").tag("to", to).counter().count();
    }

    static void await(Condition condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("10 s have not passed").isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() throws IOException {
        guacd.close();
    }
}
