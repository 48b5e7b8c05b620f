package dev.berth.gateway.guacd;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.apache.guacamole.protocol.GuacamoleProtocolVersion;

/**
 * A connection to guacd whose handshake is done: what follows on its input is the remote desktop. Reading is for one
 * thread, writing for one thread, closing for any.
 */
public final class GuacdConnection implements Closeable {

    private final Socket socket;
    private final InstructionInput input;
    private final OutputStream output;
    private final GuacamoleProtocolVersion version;
    private final String id;
    private final boolean pinned;

    private GuacdConnection(Socket socket, InstructionInput input, OutputStream output, Handshake.Result result) {
        this.socket = socket;
        this.input = input;
        this.output = output;
        this.version = result.version();
        this.id = result.connectionId();
        this.pinned = result.pinned();
    }

    /**
     * Connects and shakes hands.
     *
     * @param protocol guacd's name of it, such as {@code rdp}
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
            return new GuacdConnection(socket, input, output, result);
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
