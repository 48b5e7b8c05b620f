package dev.berth.hypervisor.simulated;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.PortForward;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;

/**
 * A forwarded port that is really open. It answers an RDP client's connection request as xrdp does, while the guest
 * answers, and then stays silent; when the guest does not, it takes the connection and closes it, as QEMU's user network
 * does.
 */
final class SimulatedPort implements AutoCloseable {

    /** X.224 connection confirm with an RDP negotiation response: standard RDP security. */
    private static final byte[] CONNECTION_CONFIRM = HexFormat.of().parseHex("030000130ed000001234000200080000000000");

    private static final int LONGEST_REQUEST_BYTES = 1024;
    private static final int REQUEST_WITHIN_MILLIS = 5_000;

    private final ServerSocket server;
    private final PortForward forward;
    private final BooleanSupplier guestAnswers;

    private SimulatedPort(ServerSocket server, PortForward forward, BooleanSupplier guestAnswers) {
        this.server = server;
        this.forward = forward;
        this.guestAnswers = guestAnswers;
    }

    static SimulatedPort open(String address, BooleanSupplier guestAnswers) {
        try {
            var server = new ServerSocket();
            server.bind(new InetSocketAddress(address, 0));
            var port = new SimulatedPort(server, new PortForward(address, server.getLocalPort()), guestAnswers);
            Thread.ofVirtual().name("simulated-port-" + server.getLocalPort()).start(port::acceptUntilClosed);
            return port;
        } catch (IOException e) {
            throw new HypervisorException(
                    "Cannot open a forwarded port on address '" + address
                            + "'. Give the host a forward address that belongs to this machine, such as 127.0.0.1.",
                    e);
        }
    }

    PortForward forward() {
        return forward;
    }

    private void acceptUntilClosed() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                Thread.ofVirtual().name("simulated-rdp").start(() -> answer(client));
            } catch (IOException e) {
                // Closing the port is how this loop is ended.
                close();
            }
        }
    }

    private void answer(Socket client) {
        try (client) {
            if (!guestAnswers.getAsBoolean()) {
                return;
            }
            client.setSoTimeout(REQUEST_WITHIN_MILLIS);
            var in = new DataInputStream(client.getInputStream());
            in.readUnsignedShort();
            int length = in.readUnsignedShort();
            if (length < 4 || length > LONGEST_REQUEST_BYTES) {
                return;
            }
            in.readNBytes(length - 4);
            client.getOutputStream().write(CONNECTION_CONFIRM);
            client.setSoTimeout(0);
            while (in.read() >= 0) {
                // Silent until the client leaves.
            }
        } catch (EOFException e) {
            // The client only looked whether the port is open.
        } catch (IOException e) {
            // The client left in the middle, or the port was closed.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new HypervisorException("Cannot close forwarded port " + forward.port() + ".", e);
        }
    }
}
