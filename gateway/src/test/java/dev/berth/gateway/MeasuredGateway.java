package dev.berth.gateway;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.session.ChannelPolicy;
import dev.berth.broker.session.Redemption;
import dev.berth.broker.session.RemoteDesktop;
import dev.berth.broker.session.TunnelId;
import dev.berth.gateway.guacd.GuacdSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.util.unit.DataSize;

/**
 * The gateway as a process of its own, to be measured: its servlet, WebSocket, policy and relay in a Tomcat set up as the
 * node's is, and any ticket is good for a session of its own. Started with guacd's port; says {@code listening PORT}, and
 * ends when its input does.
 */
final class MeasuredGateway {

    private MeasuredGateway() {}

    public static void main(String[] arguments) throws Exception {
        TunnelLimits limits = new TunnelLimits(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(10));
        DataSize clipboard = DataSize.ofKilobytes(256);
        GuacdSettings guacd = new GuacdSettings(
                TunnelTomcat.LOOPBACK,
                Integer.parseInt(arguments[0]),
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                Duration.ofSeconds(20));
        Tunnels tunnels = new Tunnels(
                limits,
                clipboard.toBytes(),
                new TunnelMeters(new SimpleMeterRegistry()),
                granted -> TunnelEvents.NOBODY,
                Clock.systemUTC());
        RemoteDesktop desktop = new RemoteDesktop(
                TunnelTomcat.LOOPBACK, 3_389, "person", "once", Optional.empty(), Optional.empty(), Optional.empty());
        TunnelServlet servlet = new TunnelServlet(
                new PortalOrigins(Set.of()),
                (request, ticket) -> new Redemption.Granted(
                        new SessionId(UUID.randomUUID()),
                        new TunnelId(UUID.randomUUID()),
                        desktop,
                        new ChannelPolicy(true, true)),
                new TunnelOpening(
                        tunnels, new GatewaySettings(guacd, limits, clipboard, "en-us-qwerty", false, Set.of())));
        try (TunnelTomcat tomcat = TunnelTomcat.start(Files.createTempDirectory("measured-gateway-"), servlet)) {
            System.out.println("listening " + tomcat.port());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
