package dev.berth.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Whether this node's guacd takes connections. */
@Component
public final class GuacdReach {

    private final GatewaySettings settings;

    GuacdReach(GatewaySettings settings) {
        this.settings = settings;
    }

    /** A sentence when it does not. Connects and hangs up: guacd writes a line for each time, so ask rarely. */
    public Optional<String> missing() {
        var guacd = settings.guacd();
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(guacd.host(), guacd.port()),
                    Math.toIntExact(guacd.connectLimit().toMillis()));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("guacd at " + guacd.host() + ":" + guacd.port() + " takes no connection: "
                    + e.getMessage() + ". Start it, or correct berth.gateway.guacd.");
        }
    }
}
