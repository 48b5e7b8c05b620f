package dev.berth.gateway.guacd;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where guacd listens and how long it may take.
 *
 * @param connectLimit until the TCP connection stands
 * @param handshakeLimit from the first byte sent to {@code ready}, however slowly the bytes in between drip
 * @param silenceLimit without a byte while a session is open; guacd itself sends a nop every 5 s
 */
public record GuacdSettings(
        @DefaultValue("127.0.0.1") String host,
        @DefaultValue("4822") int port,
        @DefaultValue("3s") Duration connectLimit,
        @DefaultValue("10s") Duration handshakeLimit,
        @DefaultValue("20s") Duration silenceLimit) {

    public GuacdSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException("guacd host is blank; allowed is a host name or an address.");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("guacd port is " + port + "; allowed are 1 to 65535.");
        }
        requirePositive("connect limit", connectLimit);
        requirePositive("handshake limit", handshakeLimit);
        requirePositive("silence limit", silenceLimit);
    }

    String address() {
        return host + ":" + port;
    }

    private static void requirePositive(String name, Duration limit) {
        if (limit.toMillis() < 1 || limit.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "guacd " + name + " is " + limit + "; allowed are 1 millisecond to 1 hour.");
        }
    }
}
