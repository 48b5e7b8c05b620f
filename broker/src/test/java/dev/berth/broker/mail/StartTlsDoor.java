package dev.berth.broker.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** In front of a mail server in the open: asks for STARTTLS, and lets nothing through but what comes under TLS. */
final class StartTlsDoor implements AutoCloseable {

    private final ServerSocket door;
    private final SSLContext tls;
    private final int behind;

    StartTlsDoor(SSLContext tls, int behind) throws IOException {
        this.tls = tls;
        this.behind = behind;
        door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::open);
    }

    int port() {
        return door.getLocalPort();
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The door does not close", e);
        }
    }

    private void open() {
        while (!door.isClosed()) {
            try {
                Socket socket = door.accept();
                Thread.ofVirtual().start(() -> pass(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void pass(Socket socket) {
        try (socket) {
            say(socket, "220 door ESMTP");
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("EHLO")) {
                    say(socket, "250-door\r\n250 STARTTLS");
                } else if (line.equals("STARTTLS")) {
                    say(socket, "220 go on");
                    passUnderTls(socket);
                    return;
                } else {
                    say(socket, "530 Must issue a STARTTLS command first");
                }
            }
        } catch (IOException gone) {
            // Whoever came did not trust the certificate, or has what they came for.
        }
    }

    private void passUnderTls(Socket socket) throws IOException {
        try (var inside = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
                var server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
            inside.setUseClientMode(false);
            inside.startHandshake();
            // Its greeting was given by the door.
            int read = server.getInputStream().read();
            while (read >= 0 && read != '\n') {
                read = server.getInputStream().read();
            }
            Thread back = Thread.ofVirtual().start(() -> copy(server, inside));
            copy(inside, server);
            back.interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[4096];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                out.write(bytes, 0, read);
                out.flush();
            }
        } catch (IOException over) {
            // One of the two has hung up.
        }
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }
}
