package dev.berth.gateway.guacd;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.apache.guacamole.protocol.GuacamoleInstruction;
import org.apache.guacamole.protocol.GuacamoleProtocolVersion;

/**
 * A connection to guacd whose handshake is done: what follows on its input is the remote desktop. Reading is for one
 * thread, writing for one thread, closing for any.
 */
public final class GuacdConnection implements Closeable {

    /** What guacd's ids of connections begin with, and no protocol's name. */
    private static final String JOINED = "$";

    private final Socket socket;
    private final InstructionInput input;
    private final OutputStream output;
    private final GuacamoleProtocolVersion version;
    private final String id;
    private final boolean pinned;
    private final byte[] beginning;

    private GuacdConnection(
            Socket socket, InstructionInput input, OutputStream output, Handshake.Result result, byte[] beginning) {
        this.socket = socket;
        this.input = input;
        this.output = output;
        this.version = result.version();
        this.id = result.connectionId();
        this.pinned = result.pinned();
        this.beginning = beginning;
    }

    /**
     * Connects and shakes hands.
     *
     * @param protocol guacd's name of it, such as {@code rdp}, or of a connection to join, such as {@code $3b1d…}
     */
    public static GuacdConnection open(GuacdSettings settings, String protocol, Order order, BrowserDisplay display)
            throws GuacdFailedException {
        Socket socket = connect(settings);
        try {
            InstructionInput input = InstructionInput.ofGuacd(socket.getInputStream());
            OutputStream output = socket.getOutputStream();
            Handshake handshake = new Handshake(settings, socket, input, output);
            Handshake.Result result = handshake.with(protocol, order, display);
            socket.setSoTimeout(Math.toIntExact(settings.silenceLimit().toMillis()));
            return new GuacdConnection(socket, input, output, result, beginning(protocol, display));
        } catch (IOException failure) {
            closeAfter(failure, socket);
            throw failure instanceof GuacdFailedException known
                    ? known
                    : new GuacdFailedException(
                            GuacdFailedException.Kind.REFUSED,
                            "guacd at %s broke off the handshake: %s. Look into guacd's log."
                                    .formatted(settings.address(), failure.getMessage()),
                            failure);
        }
    }

    /** What guacd sends; a read that waits longer than the silence limit throws SocketTimeoutException. */
    public InstructionInput input() {
        return input;
    }

    /** Sends whole instructions to guacd. */
    public void write(byte[] bytes, int from, int length) throws IOException {
        output.write(bytes, from, length);
    }

    /**
     * What comes before anything that guacd sends: how large the display is. guacd 1.3 tells whoever is listed as a user
     * of the connection when it makes the display, which the one who opened it may not be yet; all that is drawn after
     * that would be drawn onto nothing. Empty for who joins: guacd tells them by themselves.
     */
    public byte[] beginning() {
        return beginning.clone();
    }

    /** guacd's id of the connection, which its log names. */
    public String id() {
        return id;
    }

    /** Whether guacd lets nobody but the guest itself answer. */
    public boolean pinned() {
        return pinned;
    }

    public GuacamoleProtocolVersion version() {
        return version;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static byte[] beginning(String protocol, BrowserDisplay display) {
        if (protocol.startsWith(JOINED)) {
            return new byte[0];
        }
        return new GuacamoleInstruction(
                        "size", "0", Integer.toString(display.width()), Integer.toString(display.height()))
                .toString()
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static Socket connect(GuacdSettings settings) throws GuacdFailedException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(
                    new InetSocketAddress(settings.host(), settings.port()),
                    Math.toIntExact(settings.connectLimit().toMillis()));
            return socket;
        } catch (IOException failure) {
            closeAfter(failure, socket);
            throw new GuacdFailedException(
                    GuacdFailedException.Kind.UNREACHABLE,
                    "guacd does not answer at %s: %s. Start guacd, or correct its address."
                            .formatted(settings.address(), failure.getMessage()),
                    failure);
        }
    }

    private static void closeAfter(IOException failure, Socket socket) {
        try {
            socket.close();
        } catch (IOException alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }
}
