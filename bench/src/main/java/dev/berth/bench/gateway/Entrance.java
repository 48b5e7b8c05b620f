package dev.berth.bench.gateway;

import dev.berth.bench.raw.Screen;
import java.util.List;

/**
 * How a browser gets its session.
 *
 * @param path with its query
 * @param protocols that the WebSocket asks for; none where there is no WebSocket and a browser shakes hands with guacd itself
 */
record Entrance(int port, String path, List<String> protocols) {

    static Entrance ofBerth(int port) {
        return new Entrance(
                port,
                "/tunnel?" + Screen.query(),
                List.of("guacamole", "berth.ticket.any-is-good-where-it-is-measured"));
    }

    static Entrance direct(int port) {
        return new Entrance(port, "", List.of());
    }

    boolean isDirect() {
        return protocols.isEmpty();
    }

    String request() {
        return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nOrigin: http://127.0.0.1:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: "
                + String.join(", ", protocols) + "\r\n\r\n";
    }
}
