package dev.berth.portal.watch;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Takes traces over HTTP as a collector does, and keeps what it was sent. */
final class Collector implements AutoCloseable {

    private final HttpServer server;
    private final BlockingQueue<byte[]> taken = new LinkedBlockingQueue<>();

    Collector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", exchange -> {
            taken.add(exchange.getRequestBody().readAllBytes());
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces");
    }

    /** All that came so far, as the hexadecimal digits of the protobuf. */
    List<String> taken() {
        return taken.stream().map(HexFormat.of()::formatHex).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
