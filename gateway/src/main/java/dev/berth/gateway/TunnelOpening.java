package dev.berth.gateway;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.session.Redemption;
import dev.berth.gateway.guacd.BrowserDisplay;
import dev.berth.gateway.guacd.GuacdConnection;
import jakarta.websocket.Session;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a redeemed ticket and a browser's WebSocket into a tunnel. */
final class TunnelOpening {

    private static final Logger LOG = LoggerFactory.getLogger(TunnelOpening.class);

    private final Tunnels tunnels;
    private final GatewaySettings settings;
    private final BiFunction<SessionId, Consumer<TunnelEnd>, Tape> tapes;

    /** Of a gateway that records nothing. */
    TunnelOpening(Tunnels tunnels, GatewaySettings settings) {
        this(tunnels, settings, (session, end) -> Tape.NONE);
    }

    /** @param tapes what records a session; told how to end its tunnel */
    TunnelOpening(Tunnels tunnels, GatewaySettings settings, BiFunction<SessionId, Consumer<TunnelEnd>, Tape> tapes) {
        this.tunnels = tunnels;
        this.settings = settings;
        this.tapes = tapes;
    }

    Tunnel open(Session browser, Redemption.Granted granted, BrowserDisplay display) {
        RdpParameters rdp =
                new RdpParameters(granted.target(), granted.policy(), settings.serverLayout(), settings.onlyPinned());
        return tunnels.open(
                granted,
                new WebSocketLink(browser, settings.limits().answer()),
                () -> connected(
                        GuacdConnection.open(settings.guacd(), RdpParameters.PROTOCOL, rdp.order(), display), granted),
                tapes);
    }

    private static GuacdConnection connected(GuacdConnection connection, Redemption.Granted granted) {
        String host = granted.target().host();
        if (!connection.pinned() && !host.startsWith("127.") && !host.equals("::1")) {
            LOG.warn(
                    "Session {} reaches its desktop through {}, and its certificate is not checked: guacd is older than"
                            + " 1.6, or the guest's certificate is not known. Keep that network to gateways and hosts.",
                    granted.session(),
                    host);
        }
        return connection;
    }
}
