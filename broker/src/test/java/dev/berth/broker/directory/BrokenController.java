package dev.berth.broker.directory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A port in front of a controller that passes bytes on until it is told to fall silent, and never closes anything. */
final class BrokenController implements AutoCloseable {

    private final ServerSocket door;
    private final URI behind;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean silent;

    BrokenController(URI behind) {
        this.behind = behind;
        try {
            door = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** One that takes connections and says nothing from the start. */
    static BrokenController silent() {
        BrokenController controller = new BrokenController(URI.create("ldap://127.0.0.1:1"));
        controller.silent = true;
        return controller;
    }

    URI url() {
        return URI.create("ldap://127.0.0.1:" + door.getLocalPort());
    }

    URI tlsUrl() {
        return URI.create("ldaps://127.0.0.1:" + door.getLocalPort());
    }

    /** Its address with a name in it that no controller's certificate has. */
    URI urlByName(String scheme) {
        return URI.create(scheme + "://localhost:" + door.getLocalPort());
    }

    void fallSilent() {
        silent = true;
    }

    void speakAgain() {
        silent = false;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket caller = door.accept();
                sockets.add(caller);
                if (!silent) {
                    Socket controller = new Socket(behind.getHost(), behind.getPort());
                    sockets.add(controller);
                    Thread.ofVirtual().start(() -> pass(caller, controller));
                    Thread.ofVirtual().start(() -> pass(controller, caller));
                }
            } catch (IOException e) {
                // the door was closed, or the caller went away again: the next one is welcome
                continue;
            }
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (!silent) {
                    out.write(buffer, 0, n);
                }
            }
        } catch (IOException e) {
            sockets.remove(from);
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
