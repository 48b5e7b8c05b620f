package dev.berth.gateway.guacd;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Stands where guacd stands, on a loopback port, and does what a script says with each connection. */
public final class ScriptedGuacd implements Closeable {

    /** What guacd does with one connection, on a thread of its own. */
    @FunctionalInterface
    public interface Script {
        void run(Peer gateway) throws IOException;
    }

    public static final String ARGS_1_3 =
            "4.args,13.VERSION_1_3_0,8.hostname,4.port,8.username,8.password,15.initial-program,11.ignore-cert,13.resize-method;";
    public static final String ARGS_1_5 =
            "4.args,13.VERSION_1_5_0,8.hostname,4.port,7.timeout,8.username,8.password,15.initial-program,11.ignore-cert,13.resize-method;";

    public static final String ARGS_1_6 =
            "4.args,13.VERSION_1_5_0,8.hostname,4.port,7.timeout,8.username,8.password,15.initial-program,11.ignore-cert,"
                    + "9.cert-tofu,17.cert-fingerprints,13.resize-method;";

    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CompletableFuture<List<List<String>>> scriptEnded = new CompletableFuture<>();

    public ScriptedGuacd(Script script) throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> serve(script));
    }

    /** Answers the handshake as guacd does, then goes on as told. */
    public static Script ready(String args, Script then) {
        return gateway -> {
            gateway.read("select");
            gateway.send(args);
            gateway.read("connect");
            gateway.send("5.ready,4.$abc;");
            then.run(gateway);
        };
    }

    /** The names that such arguments ask for, the version first. */
    public static List<String> names(String args) {
        return Arrays.stream(args.substring(0, args.length() - 1).split(","))
                .skip(1)
                .map(element -> element.substring(element.indexOf('.') + 1))
                .toList();
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Of a gateway that waits for as long as a busy machine may take. */
    public GuacdSettings settings() {
        return settings(Duration.ofSeconds(30));
    }

    public GuacdSettings settings(Duration handshakeLimit) {
        return new GuacdSettings("127.0.0.1", port(), Duration.ofSeconds(30), handshakeLimit, Duration.ofSeconds(30));
    }

    /** Everything that the gateway sent until the script ended. */
    public List<List<String>> received() throws InterruptedException, TimeoutException {
        try {
            return scriptEnded.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw new AssertionError("guacd's script failed", failure.getCause());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void serve(Script script) {
        Peer peer = null;
        try (Socket socket = server.accept()) {
            sockets.add(socket);
            peer = new Peer(socket);
            script.run(peer);
            scriptEnded.complete(peer.received);
        } catch (IOException failure) {
            if (peer == null) {
                scriptEnded.completeExceptionally(failure);
            } else {
                scriptEnded.complete(peer.received);
            }
        }
    }

    /** The gateway, seen from guacd. */
    public static final class Peer {

        private final Socket socket;
        private final InstructionInput input;
        private final List<List<String>> received = new CopyOnWriteArrayList<>();

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.input = InstructionInput.ofGuacd(socket.getInputStream());
        }

        public void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.UTF_8));
        }

        public void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /** Reads until an instruction of this opcode came; fails when the gateway closes before. */
        public List<String> read(String opcode) throws IOException {
            while (true) {
                while (!input.next()) {
                    if (input.fill() < 0) {
                        throw new IOException("the gateway closed before '" + opcode + "'");
                    }
                }
                List<String> instruction = new ArrayList<>();
                for (int i = 0; i < input.scanner().elements(); i++) {
                    instruction.add(input.scanner().text(i));
                }
                received.add(List.copyOf(instruction));
                if (instruction.getFirst().equals(opcode)) {
                    return instruction;
                }
            }
        }

        /** Reads and forgets until the gateway closes. */
        public void readToEnd() throws IOException {
            InputStream stream = socket.getInputStream();
            byte[] buffer = new byte[1024];
            int count = 0;
            while (count >= 0) {
                count = stream.read(buffer);
            }
        }
    }
}
