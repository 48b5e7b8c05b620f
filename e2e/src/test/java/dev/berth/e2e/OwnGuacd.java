package dev.berth.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A guacd of the test's own on a port of its own, which may go down. */
final class OwnGuacd implements AutoCloseable {

    private static final Path LOG = Path.of("target", "guacd.log");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final int port = freePort();
    private @Nullable Process process;

    int port() {
        return port;
    }

    void start() {
        try {
            process = new ProcessBuilder("guacd", "-f", "-b", "127.0.0.1", "-l", Integer.toString(port), "-L", "info")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(LOG.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start guacd; ./berth test installs it", e);
        }
        Bed.await("guacd listens on port " + port, LIMIT, this::listens);
    }

    /** Ends it at once, and the processes that serve its connections. */
    void kill() {
        Process running = process;
        if (running == null) {
            return;
        }
        List<ProcessHandle> family = Stream.concat(Stream.of(running.toHandle()), running.descendants())
                .toList();
        family.forEach(ProcessHandle::destroyForcibly);
        family.forEach(member ->
                member.onExit().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join());
        process = null;
    }

    @Override
    public void close() {
        kill();
    }

    private boolean listens() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port", e);
        }
    }
}
