package dev.berth.gateway;

import dev.berth.broker.session.Redemption;
import dev.berth.gateway.guacd.BrowserDisplay;
import dev.berth.gateway.guacd.GuacdConnection;
import dev.berth.gateway.guacd.GuacdSettings;
import jakarta.websocket.Session;
import java.time.Duration;

/** Turns a redeemed ticket and a browser's WebSocket into a tunnel. */
final class TunnelOpening {

    private final Tunnels tunnels;
    private final GuacdSettings guacd;
    private final String serverLayout;
    private final Duration sendLimit;

    TunnelOpening(Tunnels tunnels, GuacdSettings guacd, String serverLayout, Duration sendLimit) {
        this.tunnels = tunnels;
        this.guacd = guacd;
        this.serverLayout = serverLayout;
        this.sendLimit = sendLimit;
    }

    Tunnel open(Session browser, Redemption.Granted granted, BrowserDisplay display) {
        RdpParameters rdp = new RdpParameters(granted.target(), granted.policy(), serverLayout);
        return tunnels.open(
                granted,
                new WebSocketLink(browser, sendLimit),
                () -> GuacdConnection.open(guacd, RdpParameters.PROTOCOL, rdp.values(), rdp.needed(), display));
    }
}
