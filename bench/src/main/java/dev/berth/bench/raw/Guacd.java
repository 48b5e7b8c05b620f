package dev.berth.bench.raw;

/** Where guacd listens. */
public record Guacd(String host, int port) {

    public Guacd {
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "guacd is '" + host + ":" + port + "'; allowed is HOST:PORT such as 127.0.0.1:4822.");
        }
    }

    public static Guacd of(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        try {
            return new Guacd(
                    hostAndPort.substring(0, Math.max(0, colon)), Integer.parseInt(hostAndPort.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "guacd is '" + hostAndPort + "'; allowed is HOST:PORT such as 127.0.0.1:4822.", e);
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
