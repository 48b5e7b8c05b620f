package dev.berth.broker.alias;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line to a port of this machine that can be cut and mended. */
final class Relay implements AutoCloseable {

    private final ServerSocket door;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    Relay(int target) {
        this.target = target;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on loopback", e);
        }
        Thread.ofVirtual().name("relay").start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** What is connected falls, and nothing new comes through. */
    void cut() {
        cut = true;
        open.forEach(Relay::quietly);
        open.clear();
    }

    void mend() {
        cut = false;
    }

    @Override
    public void close() {
        cut();
        quietly(door);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket near = door.accept();
                open.add(near);
                if (cut) {
                    quietly(near);
                } else {
                    join(near);
                }
            } catch (IOException e) {
                // The door was closed, or the target refused: the next caller tries again.
                open.removeIf(Socket::isClosed);
            }
        }
    }

    private void join(Socket near) throws IOException {
        var far = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(far);
        if (cut) {
            quietly(near);
            quietly(far);
            return;
        }
        pour(near, far);
        pour(far, near);
    }

    private static void pour(Socket from, Socket to) {
        Thread.ofVirtual().start(() -> {
            try (InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream()) {
                in.transferTo(out);
            } catch (IOException e) {
                // One side fell: so does the other.
                quietly(from);
                quietly(to);
            }
        });
    }

    private static void quietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException("Cannot close " + socket, e);
        }
    }
}
