package dev.berth.gateway;

import dev.berth.gateway.guacd.GuacdSettings;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import org.springframework.util.unit.DataSize;

/**
 * The gateway as a process of its own, to be measured: its servlet, WebSocket, policy and relay in a Tomcat set up as the
 * node's is, and any ticket is good for a session of its own. Started with guacd's port; says {@code listening PORT}, and
 * ends when its input does.
 */
final class MeasuredGateway {

    private MeasuredGateway() {}

    public static void main(String[] arguments) throws Exception {
        GuacdSettings guacd = new GuacdSettings(
                TunnelTomcat.LOOPBACK,
                Integer.parseInt(arguments[0]),
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                Duration.ofSeconds(20));
        TunnelLimits limits = new TunnelLimits(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(10));
        GatewaySettings settings =
                new GatewaySettings(guacd, limits, DataSize.ofKilobytes(256), "en-us-qwerty", false, Set.of());
        TunnelServlet servlet = TunnelTomcat.anyTicket(settings, end -> {});
        try (TunnelTomcat tomcat = TunnelTomcat.start(Files.createTempDirectory("measured-gateway-"), servlet)) {
            System.out.println("listening " + tomcat.port());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
